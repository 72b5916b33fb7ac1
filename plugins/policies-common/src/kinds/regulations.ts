/** Where the name of a regulation ends and the name of a part of it begins. */
const PART = /\s+(?:Art(?:\.|icles?\b)|Sections?\b|§|Rules?\b).*$/i;

/**
 * Whether a regulation is the wanted one or a part of it: `MiCA Art. 70` is a part of `MiCA`, and
 * `SOC 2 CC6.1` of `SOC 2`, but `GDPR Art. 15` is no part of `GDPR Art. 1`.
 */
export function isWithinRegulation(
  regulation: string,
  wanted: string,
): boolean {
  return (
    regulation.startsWith(wanted) &&
    !/^[\p{L}\p{N}]/u.test(regulation.slice(wanted.length))
  );
}

/**
 * Whether a rule of the configuration is about a regulation.
 *
 * @param rule - name of a regulation, which covers its parts, or the beginning of names followed by `*`
 */
export function concerns(rule: string, regulation: string): boolean {
  return rule.endsWith('*')
    ? regulation.startsWith(rule.slice(0, -1))
    : isWithinRegulation(regulation, rule);
}

/** Regulations by name, and those of which only parts are named. */
export function listRegulations(named: Iterable<string>): string[] {
  const all = [...named];
  return [...new Set([...all, ...all.map(name => name.replace(PART, ''))])];
}
