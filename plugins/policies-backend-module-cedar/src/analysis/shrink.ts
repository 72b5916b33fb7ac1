import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import { Mentioned } from './mentioned';
import { leavesOf, membersOf, Path, valueAt, withValue } from './paths';
import { Candidate } from './types';

/** Parts of a candidate that may be left out, and whose values may be others. */
const FREE = [
  ['request', 'context'],
  ['request', 'subject', 'properties'],
  ['request', 'resource', 'properties'],
];

/**
 * Makes a counterexample as small as it can be: leaves out what is not needed, and has simple values for
 * what is.
 *
 * @param breaks - whether another request is a counterexample too
 */
export function shrink(
  candidate: Candidate,
  mentioned: Mentioned,
  breaks: (other: Candidate) => boolean,
): Candidate {
  let smallest = withoutEntities(candidate, breaks);
  for (const path of dropped(smallest)) {
    if (valueAt(smallest, path) !== undefined) {
      const other = withValue(smallest, path, undefined);
      if (breaks(other)) {
        smallest = other;
      }
    }
  }
  for (const path of valued(smallest)) {
    smallest = withSimpleValue(smallest, path, mentioned, breaks);
  }
  return smallest;
}

/** Entities one by one; most of what an analyzer finds is there for no reason. */
function withoutEntities(
  candidate: Candidate,
  breaks: (other: Candidate) => boolean,
): Candidate {
  let { entities } = candidate;
  if (!entities) {
    return candidate;
  }
  for (const entity of entities) {
    const fewer: EntityJson[] = entities.filter(other => other !== entity);
    if (breaks({ ...candidate, entities: fewer })) {
      entities = fewer;
    }
  }
  return { ...candidate, entities };
}

function dropped(candidate: Candidate): Path[] {
  const ofRequest = FREE.flatMap(path => [
    path,
    ...membersOf(valueAt(candidate, path), path),
  ]);
  const ofEntities = (candidate.entities ?? []).flatMap((_entity, index) =>
    ['attrs', 'tags', 'parents'].flatMap(part => {
      const path = ['entities', String(index), part];
      // From the end, as places in a list move.
      return membersOf(valueAt(candidate, path), path).reverse();
    }),
  );
  return [...ofRequest, ...ofEntities];
}

function valued(candidate: Candidate): Path[] {
  return [
    ...FREE.flatMap(path => leavesOf(valueAt(candidate, path), path)),
    ...(candidate.entities ?? []).flatMap((entity, index) =>
      leavesOf(entity.attrs, ['entities', String(index), 'attrs']),
    ),
  ];
}

function withSimpleValue(
  candidate: Candidate,
  path: Path,
  { numbers, texts }: Mentioned,
  breaks: (other: Candidate) => boolean,
): Candidate {
  const value = valueAt(candidate, path);
  const simpler =
    typeof value === 'number'
      ? [0, 1, ...numbers.filter(number => number >= 0)]
      : [];
  const isId = path.at(-1) === 'id' || path.at(-1) === 'type';
  const readable =
    typeof value === 'string' && !isId && !texts.includes(value) ? texts : [];
  for (const other of [...simpler, ...readable]) {
    if (other === value) {
      return candidate;
    }
    const changed = withValue(candidate, path, other);
    if (breaks(changed)) {
      return changed;
    }
  }
  return candidate;
}
