import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  isPolicyEntity,
  isPolicySetEntity,
} from '@internal/plugin-policies-common';

export const setPoliciesContent = EntityContentBlueprint.make({
  name: 'set-policies',
  params: {
    path: 'policies',
    title: 'Policies',
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/SetEntity').then(({ SetPolicies }) => (
        <SetPolicies />
      )),
  },
});

export const setCasesContent = EntityContentBlueprint.make({
  name: 'set-cases',
  params: {
    path: 'cases',
    title: 'Cases',
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/SetEntity').then(({ SetCases }) => <SetCases />),
  },
});

export const setProofContent = EntityContentBlueprint.make({
  name: 'set-proof',
  params: {
    path: 'proof',
    title: 'Proven',
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/SetEntity').then(({ SetProof }) => <SetProof />),
  },
});

export const setHistoryContent = EntityContentBlueprint.make({
  name: 'set-history',
  params: {
    path: 'history',
    title: 'History',
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/SetEntity').then(({ SetHistory }) => (
        <SetHistory />
      )),
  },
});

export const setRevisionsContent = EntityContentBlueprint.make({
  name: 'set-revisions',
  params: {
    path: 'revisions',
    title: 'Revisions',
    filter: isPolicySetEntity,
    loader: () =>
      import('../components/SetEntity').then(({ SetRevisions }) => (
        <SetRevisions />
      )),
  },
});

export const policyCasesContent = EntityContentBlueprint.make({
  name: 'policy-cases',
  params: {
    path: 'cases',
    title: 'Cases',
    filter: isPolicyEntity,
    loader: () =>
      import('../components/PolicyEntity').then(({ PolicyCases }) => (
        <PolicyCases />
      )),
  },
});

export const domainPoliciesContent = EntityContentBlueprint.make({
  name: 'domain-policies',
  params: {
    path: 'policies',
    title: 'Policies',
    filter: { kind: 'domain' },
    loader: () =>
      import('../components/OwnedPolicies').then(({ DomainPolicies }) => (
        <DomainPolicies />
      )),
  },
});

export const ownerPoliciesContent = EntityContentBlueprint.make({
  name: 'owner-policies',
  params: {
    path: 'policies',
    title: 'Policies',
    filter: { kind: { $in: ['group', 'user'] } },
    loader: () =>
      import('../components/OwnedPolicies').then(({ OwnerPolicies }) => (
        <OwnerPolicies />
      )),
  },
});

export const componentPoliciesContent = EntityContentBlueprint.make({
  name: 'component-policies',
  params: {
    path: 'policies',
    title: 'Policies',
    filter: { kind: 'component' },
    loader: () =>
      import('../components/ConsumedPolicies').then(({ ConsumedPolicies }) => (
        <ConsumedPolicies />
      )),
  },
});
