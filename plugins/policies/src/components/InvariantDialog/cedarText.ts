/*
 * Cedar's own way to write strings and names; see https://docs.cedarpolicy.com/policies/syntax-grammar.html.
 * JSON's way differs: its `\u0007` is no escape of Cedar's.
 */

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

/** A string of Cedar, quotes included; what has no shape is written as its number. */
export function quoteCedar(text: string): string {
  const escaped = [...text]
    .map(character => {
      const escape = ESCAPES[character];
      if (escape) {
        return escape;
      }
      // Half of a pair is no character.
      if (/^[\uD800-\uDFFF]$/.test(character)) {
        return '\\u{fffd}';
      }
      return /[\p{C}\p{Zl}\p{Zp}]/u.test(character)
        ? `\\u{${character.codePointAt(0)!.toString(16)}}`
        : character;
    })
    .join('');
  return `"${escaped}"`;
}

/** Whether a name can stand after a dot. */
const isIdentifier = (name: string) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) &&
  !/^(true|false|if|then|else|in|is|like|has|__cedar)$/.test(name);

/** An attribute of something, for example `principal.segment` or `principal["odd name"]`. */
export function memberOf(owner: string, name: string): string {
  return isIdentifier(name)
    ? `${owner}.${name}`
    : `${owner}[${quoteCedar(name)}]`;
}

/** Asks whether something has an attribute. */
export function hasMember(owner: string, name: string): string {
  return `${owner} has ${isIdentifier(name) ? name : quoteCedar(name)}`;
}

/** An entity, for example `Role::"auditor"`. */
export function entityUid(engineType: string, id: string): string {
  return `${engineType}::${quoteCedar(id)}`;
}
