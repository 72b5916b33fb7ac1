import { ParsedPolicy } from './parseModules';

/** Last part of the package of the generated module; policies must not use it. */
export const ENTRY = 'portal_entry';

/**
 * The module that asks every policy and says which set and revision answers.
 *
 * @param prefix - `data.portal.<key>` for a revision that serves, `data` for a draft
 */
export function entryModule(options: {
  prefix: string;
  set: string;
  revision: string;
  policies: ParsedPolicy[];
}): string {
  const { prefix, set, revision, policies } = options;
  const rule = (kind: 'allow' | 'deny') => {
    const asked = policies.filter(policy => policy.rules.includes(kind));
    const name = kind === 'allow' ? 'allowed' : 'denied';
    return asked.length
      ? asked.map(
          ({ name: policy, path }) =>
            `${name} contains ${JSON.stringify(policy)} if ${prefix}${path
              .map(part => `[${JSON.stringify(part)}]`)
              .join('')}.${kind} == true`,
        )
      : [`${name} := set()`];
  };
  return [
    `package ${[...prefix.split('.').slice(1), ENTRY].join('.')}`,
    '',
    ...rule('allow'),
    ...rule('deny'),
    `answer := {"set": ${JSON.stringify(set)}, "revision": ${JSON.stringify(
      revision,
    )}, "allowed": allowed, "denied": denied}`,
    'answers := [one | some request in input.requests; one := answer with input as request]',
    '',
  ].join('\n');
}
