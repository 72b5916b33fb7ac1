import { StreamLanguage, StreamParser } from '@codemirror/language';

const KEYWORDS = new Set([
  'and',
  'but',
  'condition',
  'define',
  'extend',
  'from',
  'model',
  'module',
  'not',
  'or',
  'relations',
  'schema',
  'type',
  'with',
]);
const PARAMETER_TYPES = new Set([
  'any',
  'bool',
  'double',
  'duration',
  'int',
  'ipaddress',
  'list',
  'map',
  'string',
  'timestamp',
  'uint',
]);

interface FgaState {
  /** Where words are: in the model, in `[types]`, between the brackets of a condition, or in its body. */
  place: 'model' | 'types' | 'parameters' | 'body';
  /** Word that came before on the line. */
  before: string;
}

function wordToken(word: string, { place, before }: FgaState): string {
  if (place === 'body') {
    if (word === 'true' || word === 'false') {
      return 'bool';
    }
    return word === 'in' ? 'keyword' : 'variableName';
  }
  if (place === 'parameters') {
    return PARAMETER_TYPES.has(word) ? 'typeName' : 'variableName.special';
  }
  if (place === 'types') {
    if (word === 'with') {
      return 'keyword';
    }
    if (before === 'with') {
      return 'variableName.function';
    }
    return before === '#' ? 'propertyName' : 'typeName';
  }
  if (before === 'type') {
    return 'typeName';
  }
  if (before === 'define') {
    return 'propertyName';
  }
  if (before === 'condition') {
    return 'variableName.function';
  }
  return KEYWORDS.has(word) ? 'keyword' : 'variableName';
}

/** Reads authorization models in the DSL of OpenFGA. */
export const fgaParser: StreamParser<FgaState> = {
  name: 'fga',
  startState: () => ({ place: 'model', before: '' }),
  token: (stream, state) => {
    if (stream.sol()) {
      state.before = '';
      if (state.place === 'types') {
        state.place = 'model';
      }
    }
    if (stream.eatSpace()) {
      return null;
    }
    // In `group#member` it is no comment.
    if (
      stream.peek() === '#' &&
      (stream.pos === 0 || /\s/.test(stream.string[stream.pos - 1]))
    ) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) {
      return 'string';
    }
    if (stream.match(/^\d+(?:\.\d+)?/)) {
      return 'number';
    }
    if (stream.match(/^[A-Za-z_][A-Za-z0-9_-]*/)) {
      const word = stream.current();
      const style = wordToken(word, state);
      state.before = word;
      return style;
    }
    const sign = stream.next()!;
    if (sign === '#') {
      state.before = '#';
      return 'punctuation';
    }
    if (state.place === 'model' || state.place === 'types') {
      if (sign === '[') {
        state.place = 'types';
      } else if (sign === ']') {
        state.place = 'model';
        state.before = ']';
      }
    }
    if (
      sign === '(' &&
      state.place === 'model' &&
      /^\s*condition\b/.test(stream.string)
    ) {
      state.place = 'parameters';
    } else if (sign === ')' && state.place === 'parameters') {
      state.place = 'model';
    } else if (sign === '{') {
      state.place = 'body';
    } else if (sign === '}') {
      state.place = 'model';
    }
    return /[()[\]{}]/.test(sign) ? 'bracket' : 'operator';
  },
  languageData: {
    commentTokens: { line: '#' },
    closeBrackets: { brackets: ['(', '[', '{', '"'] },
  },
};

/** Mode of `.fga` files. */
export const fgaLanguage = StreamLanguage.define(fgaParser);
