import { MANIFEST_FILE, PolicyFile } from '@internal/plugin-policies-common';
import { PolicyBundle, PolicyEngine } from '@internal/plugin-policies-node';
import { useOf } from '../revision/underSchemaOf';

/** What the policies are, which proofs are about, and what decides nothing. */
const COVERED = new Set([
  'policy',
  'invariant',
  'native-test',
  'unused',
  'actions',
]);

/** Something of a change that no proof is about. */
export interface Unproven {
  /** As the subject of a sentence; absent where it is no change but something the answers do not cover. */
  what?: string;
  sentence: string;
}

/** What else a change touches that may change decisions, and that a proof of its policies is not about. */
export function unprovenOf(
  before: PolicyBundle,
  after: PolicyBundle,
  engine: PolicyEngine,
): Unproven[] {
  const byUse = new Map<string, string[]>();
  for (const { path, use } of changedFiles(before, after, engine)) {
    byUse.set(use, [...(byUse.get(use) ?? []), path]);
  }
  const found: Unproven[] = [];
  const fields = (['types', 'resourceTypes', 'engine'] as const).filter(
    field =>
      JSON.stringify(before.manifest.spec[field]) !==
      JSON.stringify(after.manifest.spec[field]),
  );
  for (const [use, paths] of byUse) {
    found.push(describe(use, paths));
  }
  for (const field of fields) {
    found.push({
      what: `'spec.${field}'`,
      sentence: `'spec.${field}' in ${MANIFEST_FILE} changed, which says what requests mean: no proof is about that.`,
    });
  }
  return found;
}

function describe(use: string, paths: string[]): Unproven {
  const files = paths.map(path => `'${path}'`).join(', ');
  switch (use) {
    case 'entities':
      return {
        what: 'the stored entities',
        sentence: `The stored entities changed (${files}): what they open or close is not proven, as a proof is about policies whatever is stored.`,
      };
    case 'schema':
      return {
        what: 'the schema',
        sentence: `The schema changed (${files}): revisions are compared under the proposed schema, and nothing is proven of requests that only the other one admits.`,
      };
    default:
      return {
        what: files,
        sentence: `Something else that may decide changed (${files}): no proof is about that.`,
      };
  }
}

function changedFiles(
  before: PolicyBundle,
  after: PolicyBundle,
  engine: PolicyEngine,
): Array<{ path: string; use: string }> {
  const old = new Map(before.files.map(file => [file.path, file]));
  const fresh = new Map(after.files.map(file => [file.path, file]));
  const useIn = (file: PolicyFile | undefined, { files }: PolicyBundle) =>
    file && useOf(file, files, engine);
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap(path => {
    const [was, is] = [old.get(path), fresh.get(path)];
    if (was?.content === is?.content) {
      return [];
    }
    // What the engine does not know is the portal's: the manifest, cases, what is brought to the catalog.
    const use = useIn(is, after) ?? useIn(was, before);
    return use === undefined || COVERED.has(use) ? [] : [{ path, use }];
  });
}
