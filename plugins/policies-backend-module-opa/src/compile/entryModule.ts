import type { ParsedPolicy } from './readPolicies';

/** Last part of the package of the generated module; policies must not use it. */
export const ENTRY = 'portal_entry';

/**
 * The module that asks every policy and says which set and revision answers. An `allow` or `deny` that is no
 * boolean is no answer: it is told apart, so that a reason given as a text never passes for "not denied".
 *
 * @param prefix - `data.portal.<key>`
 */
export function entryModule(options: {
  prefix: string;
  set: string;
  revision: string;
  policies: ParsedPolicy[];
}): string {
  const { prefix, set, revision, policies } = options;
  const asked = policies.flatMap(({ name, path, rules }) =>
    rules.map(({ kind }) => ({
      kind,
      name: JSON.stringify(name),
      rule: `${prefix}${[...path, kind]
        .map(part => `[${JSON.stringify(part)}]`)
        .join('')}`,
    })),
  );
  const collect = (name: string, lines: string[]) =>
    lines.length ? lines : [`${name} := set()`];
  return [
    `package ${[...prefix.split('.').slice(1), ENTRY].join('.')}`,
    '',
    ...(['allow', 'deny'] as const).flatMap(kind => {
      const name = kind === 'allow' ? 'allowed' : 'denied';
      return collect(
        name,
        asked
          .filter(one => one.kind === kind)
          .map(one => `${name} contains ${one.name} if ${one.rule} == true`),
      );
    }),
    ...collect(
      'broken',
      asked.map(
        ({ kind, name, rule }) =>
          `broken contains {"policy": ${name}, "rule": "${kind}", "type": type_name(value)} if { value := ${rule}; not is_boolean(value) }`,
      ),
    ),
    `answer := {"set": ${JSON.stringify(set)}, "revision": ${JSON.stringify(
      revision,
    )}, "allowed": allowed, "denied": denied, "broken": broken}`,
    'answers := [one | some request in input.requests; one := answer with input as request]',
    '',
  ].join('\n');
}

/** Which rule of which policy a line of the module asks, counted from 1. */
export function askedAt(
  content: string,
  row: number,
): { policy: string; rule: string } | undefined {
  const line = content.split('\n')[row - 1] ?? '';
  const [, name, policy] =
    /^(allowed|denied) contains ("(?:[^"\\]|\\.)*") if /.exec(line) ?? [];
  return policy === undefined
    ? undefined
    : {
        policy: JSON.parse(policy),
        rule: name === 'allowed' ? 'allow' : 'deny',
      };
}
