/** A definition of `model.conf`, where it stands. */
export interface Definition {
  section: string;
  key: string;
  line: number;
}

const SECTIONS = [
  'request_definition',
  'policy_definition',
  'role_definition',
  'policy_effect',
  'matchers',
];

/**
 * Looks for what Casbin reads past without a word: sections and keys it does not know, and the first of
 * two definitions of a key.
 *
 * @returns the definitions, or what is wrong with one
 */
export function readSections(content: string): {
  definitions: Definition[];
  problem?: { line: number; message: string; help: string };
} {
  const definitions: Definition[] = [];
  const seen = new Set<string>();
  let section = '';
  let continued = false;
  for (const [index, text] of content.split('\n').entries()) {
    const line = index + 1;
    const trimmed = text.replace(/[#;].*$/, '').trim();
    const goesOn = continued;
    continued = trimmed.endsWith('\\');
    if (!trimmed || goesOn) {
      continue;
    }
    const refuse = (message: string, help: string) => ({
      definitions,
      problem: { line, message, help },
    });
    const opened = /^\[(.*)\]$/.exec(trimmed)?.[1];
    if (opened !== undefined) {
      section = opened;
      if (!SECTIONS.includes(section)) {
        return refuse(
          `the model has a section '[${section}]', which is not supported`,
          `Remove it; the sections are ${SECTIONS.map(name => `[${name}]`).join(
            ', ',
          )}.`,
        );
      }
      continue;
    }
    const key = trimmed.split('=')[0].trim();
    const letter = section === 'policy_effect' ? 'e' : section[0];
    const wanted = section === 'role_definition' ? /^g\d*$/ : undefined;
    const known = wanted
      ? wanted.test(key)
      : key.replace(/\d+$/, '') === letter;
    if (trimmed.includes('=') && !known) {
      return refuse(
        `the model has '${key}' in [${section}], which means nothing there`,
        `Remove '${key}'.`,
      );
    }
    const id = `${section} ${key}`;
    if (seen.has(id)) {
      return refuse(
        `the model has '${key}' in [${section}] twice, of which Casbin takes the last`,
        'Keep one of the two.',
      );
    }
    seen.add(id);
    definitions.push({ section, key, line });
  }
  return { definitions };
}
