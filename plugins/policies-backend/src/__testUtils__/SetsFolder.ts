import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/** Files of a small valid set about a resource type. */
export function setFiles(
  name: string,
  options: { type?: string; limit?: number; engine?: string } = {},
): Record<string, string> {
  const { type = 'record', limit = 100, engine = 'cedar' } = options;
  return {
    'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: ${name}, title: Set ${name}, tags: [small] }
spec:
  domain: testing
  owner: group:default/testers
  engine: ${engine}
  resourceTypes: [${type}]
  redact: [subject.properties.email]
  policies:
    - { name: read, title: Reading small records, regulations: [GDPR] }
`,
    'schema.cedarschema': `entity user { level: Long, email?: String };
entity ${type} { owner: user, amount: Long };
action read appliesTo { principal: user, resource: ${type}, context: { mfa?: Bool } };
action delete appliesTo { principal: user, resource: ${type}, context: { soft?: Bool } };
`,
    'policies/read.cedar': `permit (principal, action == Action::"read", resource)
when { resource.owner == principal && resource.amount <= ${limit} };
permit (principal, action == Action::"delete", resource)
when { context has soft && context.soft };
`,
    'entities.json': JSON.stringify([
      { uid: { type: 'user', id: 'alice' }, attrs: { level: 1 }, parents: [] },
      { uid: { type: 'user', id: 'bob' }, attrs: { level: 2 }, parents: [] },
      {
        uid: { type, id: 'r1' },
        attrs: { owner: { type: 'user', id: 'alice' }, amount: 10 },
        parents: [],
      },
    ]),
    'tests/read.yaml': `- name: owners read
  request:
    subject: { type: user, id: alice }
    action: { name: read }
    resource: { type: ${type}, id: r1 }
  expect: { decision: true, policies: [read] }
- name: others do not
  request:
    subject: { type: user, id: bob }
    action: { name: read }
    resource: { type: ${type}, id: r1 }
  expect: { decision: false }
`,
  };
}

/** A temporary folder of policy sets. */
export class SetsFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'policy-sets-'));

  write(folder: string, files: Record<string, string | Buffer>): void {
    for (const [path, content] of Object.entries(files)) {
      const target = join(this.path, folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }

  link(path: string, target: string): void {
    symlinkSync(target, join(this.path, path));
  }

  remove(path: string): void {
    rmSync(join(this.path, path), { recursive: true, force: true });
  }

  dispose(): void {
    this.remove('.');
  }
}
