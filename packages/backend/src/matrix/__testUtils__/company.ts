import { PEOPLE } from './tokens';

const nameOf = (ref: string) => ref.split('/')[1];
const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec,
  });

/** Groups and people of the matrix, as a file of the catalog. */
export const COMPANY = [
  ...[...new Set(Object.values(PEOPLE).map(([, group]) => group))].map(group =>
    entity('Group', nameOf(group), { type: 'team', children: [] }),
  ),
  ...Object.values(PEOPLE).map(([person, group]) =>
    entity('User', nameOf(person), { memberOf: [nameOf(group)] }),
  ),
  entity('Domain', 'testing', { owner: 'owners' }),
].join('\n---\n');

/** Files of the one set there is, whose policy serves a regulation. */
export const SET_FILES = {
  'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: records, title: Records }
spec:
  domain: testing
  owner: group:default/owners
  engine: cedar
  resourceTypes: [record]
  policies:
    - { name: read, title: Reading records, description: Owners read, regulations: [GDPR] }
`,
  'policies/read.cedar':
    'permit (principal, action == Action::"read", resource) when { principal.level > 1 };\n',
  'entities.json': JSON.stringify([
    { uid: { type: 'user', id: 'ann' }, attrs: { level: 2 }, parents: [] },
    { uid: { type: 'record', id: 'r1' }, attrs: {}, parents: [] },
  ]),
  'tests/read.yaml': `- name: reads
  request:
    subject: { type: user, id: ann }
    action: { name: read }
    resource: { type: record, id: r1 }
  expect: { decision: true }
`,
};
