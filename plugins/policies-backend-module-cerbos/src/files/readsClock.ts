import { CerbosPolicy } from './policySchema';

/** Functions of Cerbos whose value changes while nothing it is given does. */
const CHANGING = new Set(['now', 'timeSince']);
/** Parts of a policy in which no expression stands. */
const WITHOUT_EXPRESSIONS = new Set([
  'metadata',
  'description',
  'constants',
  'exportConstants',
]);
/** Tokens of CEL: comments, raw texts (which know no escapes), texts, names, spaces, anything else. */
const TOKEN = new RegExp(
  [
    String.raw`//[^\n\r]*`,
    String.raw`(?:[rR][bB]?|[bB][rR])(?:"""[^]*?"""|'''[^]*?'''|"(?!"")[^"\n\r]*"|'(?!'')[^'\n\r]*')`,
    String.raw`[bB]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?!"")(?:\\.|[^"\\\n\r])*"|'(?!'')(?:\\.|[^'\\\n\r])*')`,
    String.raw`[A-Za-z_]\w*`,
    String.raw`\s+`,
    `[^]`,
  ].join('|'),
  'g',
);
const SPACE = /^(\s|\/\/)/;
const OPEN_TEXT = /^["']$/;

/** True for a policy with an expression that asks for the time: the same request is answered otherwise later. */
export function readsClock(policy: CerbosPolicy): boolean {
  return textsOf(policy).some(callsChanging);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) =>
        WITHOUT_EXPRESSIONS.has(key) ? [] : textsOf(part),
      )
    : [];
}

/** Also true for what is no expression: who cannot be sure does not remember. */
function callsChanging(expression: string): boolean {
  let before = '';
  for (const [token] of expression.matchAll(TOKEN)) {
    if (OPEN_TEXT.test(token) || (token === '(' && CHANGING.has(before))) {
      return true;
    }
    if (!SPACE.test(token)) {
      before = token;
    }
  }
  return false;
}
