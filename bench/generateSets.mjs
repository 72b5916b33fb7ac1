import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/* Whole companies are not random, so neither is this: the same number of sets is the same sets. */

/** Policies of each generated set. */
export const POLICIES_PER_SET = 20;

const ACTIONS = ['view', 'create', 'change', 'approve', 'release'];
const REGULATIONS = ['MiCA', 'FATF R.16', 'GDPR', 'PSD2', 'DORA'];
const DOMAINS = ['accounts', 'kyc', 'custody', 'cards', 'staking', 'treasury'];
const REGIONS = ['eu', 'uk', 'us', 'sg'];

/** Name of a generated set by its number. */
export const setName = set => `generated-${String(set).padStart(3, '0')}`;

/** The resource type only that set decides. */
export const resourceType = set => `Item${set}`;

const schemaOf = type => `entity Team in [Team];
entity User in [Team] { region: String, level: Long };
entity ${type} { owner: User, region: String, amount: Long, locked?: Bool };
${ACTIONS.map(
  action => `action ${action} appliesTo {
  principal: [User], resource: [${type}], context: { mfa?: Bool }
};`,
).join('\n')}
`;

/** Scopes and conditions turn at different speeds, so that the policies of a set differ in both. */
function policySource(set, index, type) {
  const action = ACTIONS[index % ACTIONS.length];
  const other = ACTIONS[(index + set) % ACTIONS.length];
  const limit = 1_000 * (1 + ((index * 7 + set) % 50));
  const scope = [
    `principal, action == Action::"${action}", resource is ${type}`,
    `principal in Team::"team-${
      index % 4
    }", action == Action::"${action}", resource`,
    `principal is User, action in [Action::"${action}", Action::"${other}"], resource`,
    `principal == User::"user-${index % 10}", action, resource is ${type}`,
  ][(index + set) % 4];
  const region = REGIONS[(index + set) % REGIONS.length];
  const isForbid = index % 5 === 4;
  const condition = isForbid
    ? `resource.amount > ${limit} && !(context has mfa && context.mfa)`
    : [
        `resource.owner == principal && resource.amount <= ${limit}`,
        `principal.level >= ${
          1 + (index % 5)
        } && resource.region == "${region}"`,
        `principal.region == resource.region && resource.amount < ${limit}`,
        `context has mfa && context.mfa && principal.level > ${index % 4}`,
      ][(index * 3 + set) % 4];
  return `// Rule ${index} of set ${set}.
${isForbid ? 'forbid' : 'permit'} (${scope})
when { ${condition} };
`;
}

function entitiesOf(type) {
  const users = Array.from({ length: 10 }, (_, index) => ({
    uid: { type: 'User', id: `user-${index}` },
    attrs: { region: REGIONS[index % REGIONS.length], level: index % 6 },
    parents: [{ type: 'Team', id: `team-${index % 4}` }],
  }));
  const teams = [0, 1, 2, 3].map(index => ({
    uid: { type: 'Team', id: `team-${index}` },
    attrs: {},
    parents: [],
  }));
  const items = [0, 1, 2].map(index => ({
    uid: { type, id: `item-${index}` },
    attrs: {
      owner: { type: 'User', id: `user-${index}` },
      region: REGIONS[index],
      amount: 500 * (index + 1),
    },
    parents: [],
  }));
  return [...teams, ...users, ...items];
}

/** The owner of an item that costs little may change it; nobody may change that of a locked one. */
function casesOf(type) {
  const ask = (name, properties, decision) => ({
    name,
    request: {
      subject: { type: 'user', id: 'user-1' },
      action: { name: 'change' },
      resource: { type, id: 'item-1', properties },
      context: { mfa: true },
    },
    expect: { decision },
  });
  return [
    ask('the owner changes an item', {}, true),
    ask('nobody changes a locked item', { locked: true }, false),
  ];
}

const manifestOf = (set, type) => ({
  apiVersion: 'policies.internal/v1alpha1',
  kind: 'PolicySet',
  metadata: { name: setName(set), title: `Generated set ${set}` },
  spec: {
    domain: DOMAINS[set % DOMAINS.length],
    owner: `group:default/team-${DOMAINS[set % DOMAINS.length]}`,
    engine: 'cedar',
    resourceTypes: [type],
    types: { user: 'User' },
    policies: Array.from({ length: POLICIES_PER_SET }, (_, index) => ({
      name: `rule-${index}`,
      title: `Rule ${index} of set ${set}`,
      description: `Generated to see how the portal does with many policies.`,
      regulations: [REGULATIONS[(set + index) % REGULATIONS.length]],
    })),
  },
});

/** Rules every set has, so that its two cases end as they say whatever the varied ones do. */
const SURE = {
  1: `// Owners change what is theirs.
permit (principal, action == Action::"change", resource)
when { resource.owner == principal };
`,
  4: `// What is locked stays as it is.
forbid (principal, action, resource)
when { resource has locked && resource.locked };
`,
};

/** Writes sets with 20 policies and two cases each, numbered from 0, into a folder. */
export function generateSets(folder, count) {
  for (let set = 0; set < count; set++) {
    const type = resourceType(set);
    const files = {
      'policy-set.yaml': stringify(manifestOf(set, type)),
      'schema.cedarschema': schemaOf(type),
      'entities.json': JSON.stringify(entitiesOf(type), undefined, 2),
      'tests/cases.yaml': stringify(casesOf(type)),
    };
    for (let index = 0; index < POLICIES_PER_SET; index++) {
      files[`policies/rule-${index}.cedar`] =
        SURE[index] ?? policySource(set, index, type);
    }
    const home = join(folder, setName(set));
    mkdirSync(join(home, 'policies'), { recursive: true });
    mkdirSync(join(home, 'tests'));
    for (const [path, content] of Object.entries(files)) {
      writeFileSync(join(home, path), content);
    }
  }
}

/** A request to a generated set that differs from that of every other number. */
export function generatedRequest(set) {
  return number => ({
    subject: { type: 'user', id: `user-${number % 10}` },
    action: { name: ACTIONS[number % ACTIONS.length] },
    resource: {
      type: resourceType(set),
      id: `item-n${number}`,
      properties: {
        owner: { type: 'User', id: `user-${(number >> 1) % 10}` },
        region: REGIONS[(number >> 2) % REGIONS.length],
        amount: number % 60_000,
      },
    },
    context: { mfa: number % 3 !== 0 },
  });
}
