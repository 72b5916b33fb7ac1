/** Layout of a set's folder. */
export const FOLDER = `my-domain/
  policy-set.yaml           what the set is and which policies it has
  schema.cedarschema        the schema of the engine, when it has one
  policies/
    read-own-order.cedar    one file per policy, named after it
  entities.json             facts the policies may use, when the engine keeps any
  tests/
    orders.yaml             cases: requests with the decision you expect`;

/** A minimal `policy-set.yaml`. */
export const MANIFEST = `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata:
  name: my-domain
  title: My domain
  description: What this set decides, in one sentence.
spec:
  domain: my-domain
  owner: group:default/my-team
  engine: cedar
  resourceTypes: [Order]
  types:
    user: User
  policies:
    - name: read-own-order
      title: Customers read their own orders
      description: Why the rule exists, for a reader from compliance.
      regulations: [GDPR]
`;

/** The files that go with {@link MANIFEST}. */
export const SCHEMA = `entity User;
entity Order { owner: User };
action read appliesTo { principal: User, resource: Order };
`;

export const POLICY = `permit (principal, action == Action::"read", resource)
when { resource.owner == principal };
`;

export const CASES = `- name: a customer reads their own order
  request:
    subject: { type: user, id: ana }
    action: { name: read }
    resource:
      type: Order
      id: o-1
      properties: { owner: { type: User, id: ana } }
  expect: { decision: true, policies: [read-own-order] }
`;

/** Where the portal reads from. */
export const SOURCES = `policies:
  sources:
    - folder: ./policies           # each folder in it with a policy-set.yaml is a set
    - url: https://github.com/my-org/my-repo/tree/main/policies
`;

/** How a service says that it depends on the set. */
export const CONSUMES = `metadata:
  annotations:
    policies.internal/consumes: my-domain
`;
