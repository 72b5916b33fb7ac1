import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Each version of a set lets one user in, and nobody else: a decision tells which one gave it. */
export const VERSIONS = [1, 2, 3];
export const userOf = version => `user-${version}`;

const manifest = (engine, policies) => `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: faults-${engine}, title: Faults of ${engine} }
spec:
  domain: faults
  owner: group:default/faults
  engine: ${engine}
  resourceTypes: [thing-${engine}]
  policies: [{ name: ${policies}, title: One user reads }]
`;

/* The file that differs from version to version, and those that do not. */
const sets = {
  opa: {
    versioned: 'policies/readers.rego',
    content: user =>
      `package readers\n\nallow if {\n\tinput.action.name == "read"\n\tinput.subject.id == "${user}"\n}\n`,
    files: {},
  },
  openfga: {
    versioned: 'tuples.yaml',
    content: user =>
      `- { user: 'user:${user}', relation: reader, object: 'thing-openfga:one' }\n`,
    files: {
      'model.fga':
        'model\n  schema 1.1\n\ntype user\n\ntype thing-openfga\n  relations\n    define reader: [user]\n',
      'authzen.yaml': 'actions:\n  read:\n    allow: { readers: reader }\n',
    },
  },
  cerbos: {
    versioned: 'policies/thing.yaml',
    content: user => `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: thing-cerbos
  version: default
  rules:
    - name: readers
      actions: [read]
      effect: EFFECT_ALLOW
      roles: [user]
      condition: { match: { expr: P.id == "${user}" } }
`,
    files: {},
  },
};

/** A set for each remote engine, in a folder that the replicas read. */
export class VersionedSets {
  constructor(folder) {
    this.folder = join(folder, 'sets');
    this.scratch = join(folder, 'next');
    for (const engine of this.engines) {
      this.#write(engine, 'policy-set.yaml', manifest(engine, 'readers'));
      for (const [path, content] of Object.entries(sets[engine].files)) {
        this.#write(engine, path, content);
      }
      this.put(engine, VERSIONS[0]);
    }
  }

  get engines() {
    return Object.keys(sets);
  }

  put(engine, version) {
    const { versioned, content } = sets[engine];
    this.#write(engine, versioned, content(userOf(version)));
  }

  /** A reader finds a whole file, the old or the new one. */
  #write(engine, path, content) {
    const file = join(this.folder, `faults-${engine}`, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(this.scratch, content);
    renameSync(this.scratch, file);
  }
}
