import { readdirSync, readFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import {
  isCaseFile,
  PolicyCase,
  PolicyFile,
  readCases,
  readManifest,
} from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  revisionOf,
  sortFiles,
} from '@internal/plugin-policies-node';

const SETS = resolve(__dirname, '../../../../estate/sets');

/** Names of the sets of the example estate that are written in Cedar. */
export function estateSets(): string[] {
  return readdirSync(SETS).filter(name =>
    /^ {2}engine: cedar$/m.test(
      readFileSync(join(SETS, name, 'policy-set.yaml'), 'utf8'),
    ),
  );
}

/** A set of the example estate. */
export function estateBundle(name: string): PolicyBundle {
  const folder = join(SETS, name);
  return bundleOf(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => ({
        path: relative(folder, path),
        content: readFileSync(path, 'utf8'),
      })),
  );
}

/** A bundle of these files; the manifest must be valid. */
export function bundleOf(files: PolicyFile[]): PolicyBundle {
  const { manifest, diagnostics } = readManifest(
    files.find(({ path }) => path === 'policy-set.yaml')!.content,
  );
  if (!manifest) {
    throw new Error(JSON.stringify(diagnostics));
  }
  return { manifest, files: sortFiles(files), revision: revisionOf(files) };
}

/** A small valid bundle, with files replaced or added. */
export function smallBundle(files: Record<string, string> = {}): PolicyBundle {
  const all: Record<string, string> = {
    'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: records, title: Records }
spec:
  domain: records
  owner: group:default/records
  engine: cedar
  resourceTypes: [record]
  policies:
    - { name: read, title: Reading }
`,
    'schema.cedarschema': `entity team;
entity user in [team] { level: Long, email?: String };
entity record { owner: user, amount: Long };
action read appliesTo { principal: user, resource: record, context: { mfa?: Bool } };
`,
    'policies/read.cedar': `permit (principal, action == Action::"read", resource)
when { resource.owner == principal && resource.amount <= 100 };
`,
    ...files,
  };
  return bundleOf(
    Object.entries(all).map(([path, content]) => ({ path, content })),
  );
}

/** Cases of a bundle, in the order of files. */
export function casesOf(bundle: PolicyBundle): PolicyCase[] {
  return bundle.files
    .filter(({ path }) => isCaseFile(path))
    .flatMap(({ path, content }) => readCases(path, content).cases);
}
