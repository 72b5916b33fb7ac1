import {
  POLICIES_API_VERSION,
  policyEntityName,
  readManifest,
} from '@internal/plugin-policies-common';
import { parseDocument, stringify } from 'yaml';
import { baseOf } from './languages/Language';

/** Longest name of a catalog entity. */
const MAX_ENTITY_NAME = 63;
const LONGEST_NAME = 50;
/** What a set leaves its policies at least: some letters, a dash and a number. */
const SHORTEST_ROOM = 8;

/** Longest name of a set that leaves room for the names of the policies of its files. */
export const LONGEST_SET_NAME = MAX_ENTITY_NAME - 1 - SHORTEST_ROOM;

/** Longest name of a set that leaves room for these names of policies. */
export function longestSetName(policies: string[]): number {
  return (
    MAX_ENTITY_NAME - 1 - Math.max(0, ...policies.map(({ length }) => length))
  );
}

/**
 * A `policy-set.yaml` for files that came without one: a policy for each file that must belong to one.
 *
 * @param own - paths of the files that must belong to a policy, those of each policy together
 * @param names - of policies that the files use, where no file belongs to one
 * @param about - `set` is at most as long as {@link LONGEST_SET_NAME}
 */
export function writeManifest(
  own: string[][],
  names: string[],
  about: {
    set: string;
    title: string;
    domain: string;
    owner: string;
    engine: string;
    resourceTypes: string[];
    runbook?: string;
  },
): string {
  const room = MAX_ENTITY_NAME - policyEntityName(about.set, '').length;
  const used = new Set<string>();
  return stringify({
    apiVersion: POLICIES_API_VERSION,
    kind: 'PolicySet',
    metadata: { name: about.set, title: about.title },
    spec: {
      domain: about.domain,
      owner: about.owner,
      engine: about.engine,
      resourceTypes: about.resourceTypes,
      ...(about.runbook ? { runbook: about.runbook } : {}),
      policies: own.length
        ? own.map(files => ({
            name: nameFor(files[0], used, Math.min(room, LONGEST_NAME)),
            title: titleFor(files[0]),
            files,
          }))
        : policiesNamed(names, about.title),
    },
  });
}

function policiesNamed(names: string[], title: string) {
  return names.length
    ? names.map(name => ({ name, title: titleFor(name) }))
    : [{ name: 'default', title }];
}

function nameFor(path: string, used: Set<string>, room: number): string {
  const plain = stemOf(path)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  let name = cut(plain, room) || 'policy';
  for (let number = 2; used.has(name); number++) {
    const suffix = `-${number}`;
    name = `${cut(plain, room - suffix.length) || 'p'}${suffix}`;
  }
  used.add(name);
  return name;
}

function cut(name: string, length: number): string {
  return name.replace(/^-+/, '').slice(0, length).replace(/-+$/, '');
}

function titleFor(path: string): string {
  const words =
    stemOf(path)
      .replace(/[-_.]+/g, ' ')
      .trim()
      .slice(0, 120) || 'Policy';
  return words[0].toUpperCase() + words.slice(1);
}

function stemOf(path: string): string {
  return baseOf(path).replace(/\.[^.]+$/, '');
}

/** A manifest with what the journey says of domain, owner, engine and runbook; comments stay. */
export function withAnswers(
  content: string,
  answers: {
    domain?: string;
    owner?: string;
    engine?: string;
    runbook?: string;
  },
): string {
  if (!readManifest(content).manifest) {
    return content;
  }
  const document = parseDocument(content);
  let changed = false;
  for (const [key, value] of Object.entries(answers)) {
    if (value && document.getIn(['spec', key]) !== value) {
      document.setIn(['spec', key], value);
      changed = true;
    }
  }
  return changed ? document.toString() : content;
}
