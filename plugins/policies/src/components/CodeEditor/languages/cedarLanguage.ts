import {
  StreamLanguage,
  StreamParser,
  StringStream,
} from '@codemirror/language';

const KEYWORDS = new Set([
  'permit',
  'forbid',
  'when',
  'unless',
  'if',
  'then',
  'else',
  'in',
  'has',
  'like',
  'is',
]);
const SCHEMA_KEYWORDS = new Set([
  'namespace',
  'entity',
  'type',
  'action',
  'appliesTo',
  'in',
  'enum',
  'tags',
  'attributes',
]);
const VARIABLES = new Set(['principal', 'action', 'resource', 'context']);
const SCHEMA_TYPES = new Set([
  'Set',
  'Long',
  'String',
  'Bool',
  'Boolean',
  'Record',
  'Entity',
  'Extension',
  'ipaddr',
  'decimal',
  'datetime',
  'duration',
]);

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*/;
const ESCAPE = /^\\(?:[nrt0\\'"*]|x[0-7][0-9A-Fa-f]|u\{[0-9A-Fa-f]{1,6}\})/;

interface CedarState {
  inString: boolean;
  /** Brackets that are open. */
  depth: number;
}

/** Reads one token inside of a string: its text, an escape or its end. */
function stringToken(stream: StringStream, state: CedarState): string {
  if (stream.match(ESCAPE)) {
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

function wordToken(stream: StringStream, schema: boolean): string {
  const before = stream.string.slice(0, stream.start).trimEnd();
  const word = stream.current();
  if (before.endsWith('.') && !schema) {
    return stream.match(/^\s*\(/, false)
      ? 'variableName.function'
      : 'propertyName';
  }
  if (stream.match(/^\s*::/, false) || before.endsWith('::')) {
    return 'typeName';
  }
  if (schema) {
    if (stream.match(/^\s*\??\s*:/, false)) {
      return VARIABLES.has(word) ? 'variableName.special' : 'propertyName';
    }
    if (SCHEMA_KEYWORDS.has(word)) {
      return 'keyword';
    }
    return SCHEMA_TYPES.has(word) ? 'typeName.standard' : 'typeName';
  }
  if (word === 'true' || word === 'false') {
    return 'bool';
  }
  if (KEYWORDS.has(word)) {
    return 'keyword';
  }
  if (VARIABLES.has(word)) {
    return 'variableName.special';
  }
  if (stream.match(/^\s*\(/, false)) {
    return 'variableName.function';
  }
  if (stream.match(/^\s*:/, false)) {
    return 'propertyName';
  }
  return /\b(is|in)$/.test(before) ? 'typeName' : 'variableName';
}

function cedarToken(schema: boolean) {
  return (stream: StringStream, state: CedarState): string | null => {
    if (state.inString) {
      return stringToken(stream, state);
    }
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.eat('"')) {
      state.inString = true;
      return 'string';
    }
    if (stream.match(/^@\s*[A-Za-z_][A-Za-z0-9_]*/)) {
      return 'annotation';
    }
    if (!schema && stream.match(/^\?(principal|resource)\b/)) {
      return 'variableName.special';
    }
    if (stream.match(/^\d+/)) {
      return 'number';
    }
    if (stream.match(IDENTIFIER)) {
      return wordToken(stream, schema);
    }
    if (stream.match(/^(==|!=|<=|>=|&&|\|\||::|[<>+\-*!])/)) {
      return 'operator';
    }
    if (schema && stream.match(/^[?=]/)) {
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
  };
}

function cedarParser(schema: boolean): StreamParser<CedarState> {
  return {
    name: schema ? 'cedarschema' : 'cedar',
    startState: () => ({ inString: false, depth: 0 }),
    token: cedarToken(schema),
    indent: (state, textAfter, { unit }) =>
      Math.max(0, state.depth - (/^\s*[)}\]]/.test(textAfter) ? 1 : 0)) * unit,
    languageData: {
      commentTokens: { line: '//' },
      closeBrackets: { brackets: ['(', '[', '{', '"'] },
      indentOnInput: /^\s*[)}\]]$/,
    },
  };
}

/** Reads policies. */
export const cedarPolicyParser = cedarParser(false);

/** Reads schemas. */
export const cedarSchemaParser = cedarParser(true);

/** Mode of `.cedar` files. */
export const cedarLanguage = StreamLanguage.define(cedarPolicyParser);

/** Mode of `.cedarschema` files. */
export const cedarSchemaLanguage = StreamLanguage.define(cedarSchemaParser);
