// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the feature is tried in the plugin
import { startPortal as startCore } from '@internal/plugin-policies-backend/testUtils';
import policiesModuleChanges from '@internal/plugin-policies-backend-module-changes';
import policiesModuleOnboarding from '@internal/plugin-policies-backend-module-onboarding';
import { policiesModuleProof } from '../module';

// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the feature is tried in the plugin
export * from '@internal/plugin-policies-backend/testUtils';

/** Starts the plugin with changes, scorecards and proofs. */
export const startPortal: typeof startCore = (folders, options = {}) =>
  startCore(folders, {
    ...options,
    features: [
      policiesModuleChanges,
      policiesModuleOnboarding,
      policiesModuleProof,
      ...(options.features ?? []),
    ],
  });

const CASES = [
  [50, true],
  [1500, false],
] as const;

/** Files of a small set in the toy language; `undefined` leaves one out. */
export function toyFiles(
  rules: string,
  replaced: Record<string, string | undefined> = {},
): Record<string, string> {
  const files: Record<string, string | undefined> = {
    'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: records, title: Set records }
spec:
  domain: testing
  owner: group:default/testers
  engine: toy
  resourceTypes: [record]
  policies:
    - { name: limit, title: Small amounts, description: Who reads, regulations: [MiCA Art. 70] }
`,
    'schema.toy': 'read 0..2000\nwrite 0..2000\n',
    'policies/limit.toy': `${rules}\n`,
    'entities.json': '[]',
    'tests/limit.yaml': CASES.map(
      ([amount, decision]) => `- name: reading ${amount}
  request:
    subject: { type: user, id: alice }
    action: { name: read }
    resource: { type: record, id: r1, properties: { amount: ${amount} } }
  expect: { decision: ${decision}${decision ? ', policies: [limit]' : ''} }
`,
    ).join(''),
    ...replaced,
  };
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, content]) =>
      content === undefined ? [] : [[path, content]],
    ),
  );
}

/** As requests carry them. */
export function asFiles(files: Record<string, string>) {
  return Object.entries(files).map(([path, content]) => ({ path, content }));
}
