import { StreamLanguage, StreamParser } from '@codemirror/language';

interface ModelState {
  /** After the `=` of a definition. */
  inValue: boolean;
}

/** Reads models of Casbin: sections, definitions, and the expressions of matchers. */
export const casbinModelParser: StreamParser<ModelState> = {
  name: 'casbin-model',
  startState: () => ({ inValue: false }),
  token: (stream, state) => {
    if (stream.sol()) {
      // A definition goes on after a backslash.
      state.inValue = state.inValue && /^\s/.test(stream.string);
    }
    if (stream.eatSpace()) {
      return null;
    }
    if (!state.inValue) {
      if (stream.match(/^[#;]/)) {
        stream.skipToEnd();
        return 'comment';
      }
      if (stream.match(/^\[[^\]]*\]/)) {
        return 'keyword';
      }
      if (stream.eat('=')) {
        state.inValue = true;
        return 'operator';
      }
      if (!stream.match(/^[^\s=#;[]+/)) {
        stream.next();
      }
      return 'propertyName';
    }
    if (stream.eat('#')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) {
      return 'string';
    }
    if (stream.match(/^\d+(?:\.\d+)?/)) {
      return 'number';
    }
    if (stream.match(/^(?:r|p|e|g)\d*(?=\.)/)) {
      return 'variableName.special';
    }
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) {
      return 'variableName.function';
    }
    if (stream.match(/^(?:in|true|false|some|where)\b/)) {
      return 'keyword';
    }
    if (stream.match(/^[A-Za-z_]\w*/)) {
      return stream.string[stream.start - 1] === '.'
        ? 'propertyName'
        : 'variableName';
    }
    if (stream.match(/^(?:==|!=|<=|>=|&&|\|\||[<>!+\-*/%])/)) {
      return 'operator';
    }
    stream.next();
    return /[()[\]]/.test(stream.current()) ? 'bracket' : 'punctuation';
  },
  languageData: { commentTokens: { line: '#' } },
};

/** Reads policies of Casbin: the kind of a line, then its values. */
export const casbinPolicyParser: StreamParser<object> = {
  name: 'casbin-policy',
  startState: () => ({}),
  token: stream => {
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.string.slice(0, stream.pos).trim() === '') {
      if (stream.eat('#')) {
        stream.skipToEnd();
        return 'comment';
      }
      if (stream.match(/^[pg]\d*(?=\s*,)/)) {
        return 'keyword';
      }
    }
    if (stream.eat(',')) {
      return 'punctuation';
    }
    if (stream.match(/^"(?:[^"]|"")*"?/)) {
      return 'string';
    }
    if (stream.match(/^(?:allow|deny)(?=\s*(?:,|$))/)) {
      return 'bool';
    }
    stream.match(/^[^,\s]+/);
    return 'variableName';
  },
  languageData: { commentTokens: { line: '#' } },
};

/** Mode of `.conf` files. */
export const casbinModelLanguage = StreamLanguage.define(casbinModelParser);

/** Mode of `.csv` files. */
export const casbinPolicyLanguage = StreamLanguage.define(casbinPolicyParser);
