import {
  isCaseFile,
  MANIFEST_FILE,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import { PolicyEngine, filesOf } from '@internal/plugin-policies-node';
import { comparePolicies, Side } from './comparePolicies';

/** What a manifest says of its set without changing what the set decides or logs. */
const WORDS = new Set(['domain', 'owner', 'lifecycle', 'runbook', 'policies']);
/** What is only said of a policy; regulations it had or gets are asked for by themselves. */
const POLICY_WORDS = new Set(['title', 'description', 'regulations']);

/**
 * What differs between two revisions and may change what any policy of the set decides, each as a phrase:
 * files of no one policy (cases and notes decide nothing), policies that serve no regulation for which
 * anybody is asked, and what the manifest says to the engine. A new set has none: all its policies are
 * new themselves.
 */
export function sharedCauses(
  before: Side | undefined,
  after: Side,
  engineOf: (manifest: PolicySetManifest) => PolicyEngine | undefined,
  isWatched: (regulation: string) => boolean,
): string[] {
  if (!before) {
    return [];
  }
  return [
    ...sharedFiles(before, after, engineOf),
    ...unwatchedPolicies(before, after, engineOf, isWatched),
    ...manifestFields(before.manifest, after.manifest),
  ];
}

function sharedFiles(
  before: Side,
  after: Side,
  engineOf: (manifest: PolicySetManifest) => PolicyEngine | undefined,
): string[] {
  const owned = [before, after].map(
    ({ manifest }) =>
      new Map(
        manifest.spec.policies.flatMap(policy =>
          filesOf(policy, engineOf(manifest)).map(path => [path, policy.name]),
        ),
      ),
  );
  const [old, fresh] = [before, after].map(
    ({ files }) => new Map(files.map(({ path, content }) => [path, content])),
  );
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter(
      path =>
        old.get(path) !== fresh.get(path) &&
        path !== MANIFEST_FILE &&
        !isCaseFile(path) &&
        !path.endsWith('.md') &&
        // A side that has the file has to say whose it is.
        ((old.has(path) && !owned[0].has(path)) ||
          (fresh.has(path) && !owned[1].has(path))),
    )
    .sort()
    .map(path => `the shared file '${path}'`);
}

/** Policies for which nobody would be asked by what they say of themselves. */
function unwatchedPolicies(
  before: Side,
  after: Side,
  engineOf: (manifest: PolicySetManifest) => PolicyEngine | undefined,
  isWatched: (regulation: string) => boolean,
): string[] {
  const names = new Set(
    [before, after].flatMap(({ manifest }) =>
      manifest.spec.policies
        .filter(({ regulations }) => !regulations.some(isWatched))
        .map(({ name }) => name),
    ),
  );
  return comparePolicies(before, after, engineOf)
    .filter(
      ({ policy, status, aspects }) =>
        names.has(policy) &&
        (status !== 'changed' ||
          aspects.some(aspect => !POLICY_WORDS.has(aspect))),
    )
    .map(
      ({ policy, regulations }) =>
        `policy '${policy}', which names no regulation${
          regulations.length ? ' that anybody watches over' : ''
        }`,
    );
}

function manifestFields(
  { spec: was }: PolicySetManifest,
  { spec: is }: PolicySetManifest,
): string[] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter(field => !WORDS.has(field))
    .filter(
      field =>
        JSON.stringify(was[field as keyof typeof was]) !==
        JSON.stringify(is[field as keyof typeof is]),
    )
    .map(field => `'spec.${field}' in ${MANIFEST_FILE}`);
  const order = ({ policies }: typeof was, other: typeof was) =>
    policies
      .map(({ name }) => name)
      .filter(name => other.policies.some(policy => policy.name === name))
      .join();
  return order(was, is) === order(is, was)
    ? fields
    : [...fields, `the order of the policies in ${MANIFEST_FILE}`];
}
