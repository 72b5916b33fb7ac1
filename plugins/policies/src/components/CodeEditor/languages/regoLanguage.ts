import {
  StreamLanguage,
  StreamParser,
  StringStream,
} from '@codemirror/language';

const KEYWORDS = new Set([
  'as',
  'contains',
  'default',
  'else',
  'every',
  'if',
  'import',
  'in',
  'not',
  'package',
  'some',
  'with',
]);
const CONSTANTS = new Set(['true', 'false', 'null']);
const DOCUMENTS = new Set(['input', 'data']);

interface RegoState {
  /** Inside a raw string, which may span lines. */
  raw: boolean;
  inString: boolean;
  /** Brackets that are open. */
  depth: number;
}

function stringToken(stream: StringStream, state: RegoState): string {
  if (stream.match(/^\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/)) {
    return 'escape';
  }
  if (stream.eat('\\')) {
    stream.next();
    return 'invalid';
  }
  if (stream.eat('"')) {
    state.inString = false;
    return 'string';
  }
  stream.match(/^[^"\\]+/);
  return 'string';
}

function wordToken(stream: StringStream): string {
  const word = stream.current();
  if (KEYWORDS.has(word)) {
    return 'keyword';
  }
  if (CONSTANTS.has(word)) {
    return 'bool';
  }
  const before = stream.string.slice(0, stream.start);
  if (before.endsWith('.')) {
    return stream.match(/^\(/, false)
      ? 'variableName.function'
      : 'propertyName';
  }
  if (DOCUMENTS.has(word)) {
    return 'variableName.special';
  }
  return stream.match(/^\(/, false) ? 'variableName.function' : 'variableName';
}

/** Reads Rego, the language of Open Policy Agent, as of version 1. */
export const regoParser: StreamParser<RegoState> = {
  name: 'rego',
  startState: () => ({ raw: false, inString: false, depth: 0 }),
  token: (stream, state) => {
    // A string ends with its line.
    if (stream.sol()) {
      state.inString = false;
    }
    if (state.raw) {
      if (stream.skipTo('`')) {
        stream.next();
        state.raw = false;
      } else {
        stream.skipToEnd();
      }
      return 'string';
    }
    if (state.inString) {
      return stringToken(stream, state);
    }
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.eat('#')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.eat('"')) {
      state.inString = true;
      return 'string';
    }
    if (stream.eat('`')) {
      state.raw = true;
      return 'string';
    }
    if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) {
      return 'number';
    }
    if (stream.match(/^[A-Za-z_][A-Za-z0-9_]*/)) {
      return wordToken(stream);
    }
    if (stream.match(/^(?::=|==|!=|<=|>=|[<>=+\-*/%&|])/)) {
      return 'operator';
    }
    if (stream.match(/^[({[]/)) {
      state.depth++;
      return 'bracket';
    }
    if (stream.match(/^[)}\]]/)) {
      state.depth = Math.max(0, state.depth - 1);
      return 'bracket';
    }
    if (stream.match(/^[;,.:]/)) {
      return 'punctuation';
    }
    stream.next();
    return 'invalid';
  },
  indent: (state, textAfter, { unit }) =>
    Math.max(0, state.depth - (/^\s*[)}\]]/.test(textAfter) ? 1 : 0)) * unit,
  languageData: {
    commentTokens: { line: '#' },
    closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
    indentOnInput: /^\s*[)}\]]$/,
  },
};

/** Mode of `.rego` files. */
export const regoLanguage = StreamLanguage.define(regoParser);
