import casbinModule from '@internal/plugin-policies-backend-module-casbin';
import { Brought, expectedOf, outcomeOf } from './__testUtils__/bringFiles';
import { startPortal } from './__testUtils__/portal';

const BOM = '\uFEFF';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describe('files of Casbin that people bring', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await startPortal([], {
      policies: {
        engines: {
          tables: { driver: 'casbin', liveWorkers: 1, draftWorkers: 1 },
        },
      },
      features: [casbinModule],
    });
  });
  afterAll(() => portal.stop());

  const model = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, act
[policy_effect]
e = some(where (p.eft == allow))
[role_definition]
g = _, _
[matchers]
m = r.act == p.act && g(r.sub, p.sub)
`;

  const ordered = model
    .replace('p = sub, act', 'p = sub, act, eft')
    .replace(/^e = .*$/m, 'e = priority(p.eft) || deny');
  const prioritized = ordered.replace('p = sub', 'p = priority, sub');

  it.each<Brought>([
    {
      name: 'rules in two files that nothing puts in order',
      files: {
        'model.conf': ordered,
        'allow.csv': 'p, readers, read, allow\ng, bad, readers\n',
        'deny.csv': 'p, bad, read, deny\n',
      },
      account: {
        'model.conf': 'model',
        'policies/allow.csv': 'policy',
        'policies/deny.csv': 'policy',
      },
      problems: [
        /'policies\/allow.csv' and 'policies\/deny.csv' hold rules .*, and nothing says which come first/,
      ],
    },
    {
      name: 'rules in two files of the same priority',
      files: {
        'model.conf': prioritized,
        'allow.csv': 'p, 2, readers, read, allow\ng, bad, readers\n',
        'deny.csv': 'p, 2, bad, read, deny\np, 1, eve, read, deny\n',
      },
      account: {
        'model.conf': 'model',
        'policies/allow.csv': 'policy',
        'policies/deny.csv': 'policy',
      },
      problems: [/rules that deny with priority 2, and nothing says/],
    },
    {
      name: 'rules in two files in the order of their priorities',
      files: {
        'model.conf': prioritized,
        'allow.csv':
          'p, 2, readers, read, allow\ng, bad, readers\ng, ann, readers\n',
        'deny.csv': 'p, 1, bad, read, deny\n',
      },
      account: {
        'model.conf': 'model',
        'policies/allow.csv': 'policy',
        'policies/deny.csv': 'policy',
      },
      reads: { bad: false, ann: true },
    },
    {
      name: 'rules in two files that all allow',
      files: {
        'model.conf': ordered,
        'a.csv': 'p, ann, read, allow\n',
        'b.csv': 'p, bob, read, allow\n',
      },
      account: {
        'model.conf': 'model',
        'policies/a.csv': 'policy',
        'policies/b.csv': 'policy',
      },
      reads: { ann: true, bob: true, eve: false },
    },
    {
      name: 'rules and roles',
      files: {
        'rbac_model.conf': `${BOM}${model}`,
        'policy.csv': 'p, readers, read\n',
        'roles.csv': 'g, ann, readers\n',
        'CHANGELOG.md': 'News',
      },
      account: {
        'model.conf': 'model',
        'policies/policy.csv': 'policy',
        'roles.csv': 'roles',
        'CHANGELOG.md': 'unused',
      },
      reads: { ann: true, bob: false },
    },
    {
      name: 'two models',
      files: { 'a.conf': model, 'b.conf': model, 'p.csv': 'p, ann, read\n' },
      refused: [/'a.conf' and 'b.conf' would both be 'model.conf'/],
    },
    {
      name: 'two files of rules for one place',
      files: {
        'a.conf': model,
        'p.csv': 'p, ann, read\n',
        'policies/p.csv': 'p, bob, read\n',
      },
      refused: [/'p.csv' and 'policies\/p.csv' would both be/],
    },
    {
      name: 'a model whose file of rules is empty',
      files: {
        'model.conf': model,
        'policies/default.csv': '# rules stand in the matcher\n',
      },
      account: { 'model.conf': 'model', 'policies/default.csv': 'policy' },
      problems: [/'policies\/default.csv'/],
    },
    {
      name: 'a model that decides without its rules',
      files: {
        'model.conf': model.replace(/^m = .*$/m, 'm = r.sub == r.obj.owner'),
        'policies/default.csv': '# rules stand in the matcher\n',
      },
      account: { 'model.conf': 'model', 'policies/default.csv': 'policy' },
      problems: [/the matcher reads nothing of the rules/],
    },
    {
      name: 'a model without rules',
      files: { 'model.conf': model },
      account: { 'model.conf': 'model' },
      problems: [/There are no rules: import a CSV file/],
    },
  ])('accounts for $name', async brought => {
    expect(await outcomeOf(portal, brought)).toEqual(expectedOf(brought));
  });
});
