import {
  Invariant,
  InvariantKind,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';

/** `permit read 0..100`: what may be done with which amounts. */
export interface Rule {
  id: string;
  policy: string;
  file: string;
  line: number;
  effect: 'permit' | 'forbid';
  action: string;
  from: number;
  to: number;
}

/** Rules of a file, one a line. */
export function parseRules({ path, content }: PolicyFile): Rule[] {
  return content.split('\n').flatMap((text, index): Rule[] => {
    const found = /^(permit|forbid) (\S+) (-?\d+)\.\.(-?\d+)/.exec(text);
    return found
      ? [
          {
            id: `${path}:${index + 1}`,
            policy: path.replace(/^.*\/|\.toy$/g, ''),
            file: path,
            line: index + 1,
            effect: found[1] as Rule['effect'],
            action: found[2],
            from: Number(found[3]),
            to: Number(found[4]),
          },
        ]
      : [];
  });
}

export function rulesOf({ files }: Pick<PolicyBundle, 'files'>): Rule[] {
  return files
    .filter(({ path }) => path.startsWith('policies/'))
    .flatMap(parseRules);
}

/** `kind | title | regulation` in the first line, then a rule. */
export function parseInvariant({ path, content }: PolicyFile): Invariant {
  const [head] = content.split('\n');
  const [kind, title, regulation] = head.split(' | ');
  return {
    name: path.replace(/^.*\/|\.toy$/g, ''),
    title,
    kind: kind as InvariantKind,
    regulations: [regulation],
    policies: ['limit'],
    file: path,
    text: content,
  };
}

/** Actions with the amounts that the schema admits: `read 0..2000` a line. */
export function environmentsOf({
  files,
}: Pick<PolicyBundle, 'files'>): Map<string, { from: number; to: number }> {
  const schema = files.find(({ path }) => path === 'schema.toy');
  return new Map(
    [...(schema?.content ?? '').matchAll(/^(\S+) (-?\d+)\.\.(-?\d+)$/gm)].map(
      ([, action, from, to]) => [
        action,
        { from: Number(from), to: Number(to) },
      ],
    ),
  );
}
