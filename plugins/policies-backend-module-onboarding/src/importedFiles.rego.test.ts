import opaModule from '@internal/plugin-policies-backend-module-opa';
import { describeWithServer } from '@internal/plugin-policies-node/testUtils';
import { Brought, expectedOf, outcomeOf } from './__testUtils__/bringFiles';
import { startPortal } from './__testUtils__/portal';

type Portal = Awaited<ReturnType<typeof startPortal>>;

describeWithServer('opa', 'files of Rego that people bring', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await startPortal([], {
      // Drafts are evaluated in a sandbox, which needs no server.
      policies: { engines: { opa: { url: 'http://127.0.0.1:9' } } },
      features: [opaModule],
    });
  });
  afterAll(() => portal.stop());

  const allow = `package app

allow if input.action.name == "read"
`;
  const main = allow.replace('package app', 'package main');
  const test = `package app_test

import data.app
`;

  const deny = `${allow}
deny if input.subject.id in data.blocked
`;

  it.each<Brought>([
    {
      name: 'data in folders',
      files: { 'app/p.rego': deny, 'blocked/data.json': '["bad"]' },
      account: { 'app/p.rego': 'policy', 'blocked/data.json': 'data' },
      reads: { bad: false, ann: true },
    },
    {
      name: 'data in YAML at the root',
      files: { 'p.rego': deny, 'data.yaml': 'blocked: [bad]\n' },
      account: { 'p.rego': 'policy', 'data.yaml': 'data' },
      reads: { bad: false, ann: true },
    },
    {
      name: 'data below the folder that everything lies in',
      files: {
        'app/p.rego': deny.replace('data.blocked', 'data.app.blocked'),
        'app/data.json': '{"blocked": ["bad"]}',
      },
      account: { 'app/p.rego': 'policy', 'app/data.json': 'data' },
      reads: { bad: false, ann: true },
    },
    {
      name: 'data in the folder that a bundle was packed in',
      files: {
        'app/p.rego': deny,
        'app/data.yml': 'blocked: [bad]\n',
      },
      account: { 'p.rego': 'policy', 'data.yml': 'data' },
      reads: { bad: false, ann: true },
    },
    {
      name: 'tests, shared modules, and what OPA does not load',
      files: {
        'p.rego': allow,
        'helpers.rego': 'package helpers\n\nis_admin if true\n',
        'test_p.rego':
          'package app_test\n\nimport data.app\n\ntest_read if app.allow with input as {"action": {"name": "read"}}\n',
        'limits.json': '{"max": 5}',
        'Q.REGO': allow,
      },
      account: {
        'p.rego': 'policy',
        'lib/helpers.rego': 'library',
        'test_p.rego': 'native-test',
        'limits.json': 'refused',
        'Q.REGO': 'refused',
      },
      problems: [
        /'Q.REGO' is not read: .* only under the name 'Q.rego'/,
        /'limits.json' is not read: .*Rename it to 'limits\/data.json'/,
      ],
    },
    {
      name: 'tests in files of either name',
      files: {
        'p.rego': allow,
        'test_p.rego': `${test}\ntest_one if app.allow with input as {"action": {"name": "read"}}\n`,
        'p_test.rego': `${test}\ntest_two if not app.allow with input as {"action": {"name": "write"}}\n`,
      },
      account: {
        'p.rego': 'policy',
        'test_p.rego': 'native-test',
        'p_test.rego': 'native-test',
      },
      reads: { ann: true },
      nativeTests: 2,
    },
    ...['latest_test.rego', 'test_env.rego'].map(
      (path): Brought => ({
        name: `a rule that decides in '${path}'`,
        files: {
          'p.rego': allow,
          [path]: 'package app\n\ndeny if input.subject.id == "bad"\n',
        },
        account: { 'p.rego': 'policy', [path]: 'native-test' },
        problems: [
          new RegExp(`'${path}' holds the rule 'deny', and no decision reads`),
        ],
      }),
    ),
    {
      name: 'a rule that policies read in a file of tests',
      files: {
        'p.rego': `${allow}\ndeny if data.bad.subjects[input.subject.id]\n`,
        'bad_test.rego': 'package bad\n\nsubjects contains "bad"\n',
      },
      account: { 'p.rego': 'policy', 'bad_test.rego': 'native-test' },
      problems: [/'bad_test.rego' holds the rule 'subjects'/],
    },
    {
      name: 'a rule that tests alone need',
      files: {
        'p.rego': allow,
        'p_test.rego':
          'package app\n\nreader := {"action": {"name": "read"}}\n\ntest_one if allow with input as reader\n',
      },
      account: { 'p.rego': 'policy', 'p_test.rego': 'native-test' },
      reads: { ann: true },
      nativeTests: 1,
    },
    {
      name: 'a rule that decides in a folder of shared modules',
      files: {
        'p.rego': allow,
        'lib/guard.rego':
          'package guard\n\ndeny if input.subject.id == "bad"\n',
      },
      account: { 'p.rego': 'policy', 'lib/guard.rego': 'library' },
      problems: [/'lib\/guard.rego' has a rule 'deny' that no policy reads/],
    },
    {
      name: 'a rule that decides through another',
      files: {
        'p.rego': `${allow.replace(
          'app\n',
          'app\n\nimport data.guard\n',
        )}\ndeny if guard.stops\n`,
        'lib/guard.rego':
          'package guard\n\nstops if deny\n\ndeny if input.subject.id == "bad"\n',
      },
      account: { 'p.rego': 'policy', 'lib/guard.rego': 'library' },
      reads: { bad: false, ann: true },
    },
    {
      name: 'an input that no request has',
      files: {
        'p.rego': `${allow}\ndeny if input.user.blocked\n`,
      },
      account: { 'p.rego': 'policy' },
      problems: [/'p.rego' reads 'input.user', which no request has/],
    },
    {
      name: 'an input that policies hand on themselves',
      files: {
        'p.rego': `package app\n\nallow if data.legacy.fits with input as {"user": input.subject.id}\n`,
        'legacy.rego': 'package legacy\n\nfits if input.user == "ann"\n',
      },
      account: { 'p.rego': 'policy', 'lib/legacy.rego': 'library' },
      reads: { ann: true, bob: false },
    },
    {
      name: 'data below the folder that everything lies in, imported',
      files: {
        'app/p.rego': `${deny
          .replace('data.blocked', 'app.blocked')
          .replace('package app\n', 'package main\n\nimport data.app\n')}`,
        'app/data.json': '{"blocked": ["bad"]}',
      },
      account: { 'app/p.rego': 'policy', 'app/data.json': 'data' },
      reads: { bad: false, ann: true },
    },
    ...[
      'deny if input.subject.id in cfg.blocked\n\ncfg := data.app\n',
      'deny if input.subject.id in object.get(data.app, "blocked", [])\n',
      'deny if input.subject.id == data.app[_][_]\n',
      'deny if { walk(data.app, [_, id]); id == input.subject.id }\n',
      'import data["app"]\n\ndeny if input.subject.id in app.blocked\n',
      'import data.app as lists\n\ndeny if input.subject.id in lists[_]\n',
    ].map(
      (rules): Brought => ({
        name: `data below the folder that everything lies in, read by ${rules}`,
        files: {
          'app/p.rego': main.replace('main\n', `main\n\n${rules}`),
          'app/data.json': '{"blocked": ["bad"]}',
        },
        account: { 'app/p.rego': 'policy', 'app/data.json': 'data' },
        reads: { bad: false, ann: true },
      }),
    ),
    {
      name: 'data in a folder that tests, comments and a package are called by',
      files: {
        'app/p.rego': `# data.app holds the lists\n${deny}`,
        'app/q.rego': 'package other\n\ndeny if data.app.deny\n',
        'app/p_test.rego': `${test}\ntest_one if not app.deny with input as {"subject": {"id": "x"}}\n`,
        'app/data.json': '{"blocked": ["bad"]}',
      },
      account: {
        'p.rego': 'policy',
        'q.rego': 'policy',
        'p_test.rego': 'native-test',
        'data.json': 'data',
      },
      reads: { bad: false, ann: true },
    },
    {
      name: 'a bundle of OPA in a folder',
      files: {
        'app/.manifest': '{"roots": [""]}',
        'app/p.rego': `${main}\ndeny if input.subject.id in data.app.blocked\n`,
        'app/app/data.json': '{"blocked": ["bad"]}',
      },
      account: {
        '.manifest': 'unused',
        'p.rego': 'policy',
        'app/data.json': 'data',
      },
      reads: { bad: false, ann: true },
    },
    {
      name: 'data that is read either way',
      files: {
        'app/p.rego': `${deny}\ndeny if data.app.blocked\n`,
        'app/data.json': '{"blocked": ["bad"]}',
      },
      refused: [/not clear whether policies read the data in 'app\/'/],
    },
    {
      name: 'data of one place in two files',
      files: {
        'p.rego': deny,
        'data.json': '{"blocked": ["bad"], "x": {"a": 1}}',
        'x/data.json': '{"b": 2}',
        'blocked/data.yaml': '- good\n',
      },
      account: {
        'p.rego': 'policy',
        'data.json': 'data',
        'x/data.json': 'data',
        'blocked/data.yaml': 'data',
      },
      problems: [
        /'blocked\/data.yaml' and 'data.json' both say what 'data.blocked' is/,
      ],
    },
    {
      name: 'a package in three files',
      files: {
        'a.rego': allow,
        'b.rego': 'package app\n\ndeny if is_bad\n',
        'c.rego': 'package app\n\nis_bad if input.subject.id == "bad"\n',
      },
      account: { 'a.rego': 'policy', 'b.rego': 'policy', 'c.rego': 'policy' },
      reads: { ann: true, bad: false },
    },
    {
      name: 'a rule of another name',
      files: {
        'p.rego':
          'package app.authz\n\ndefault allowed := false\n\nallowed if input.subject.id == "u1"\n',
      },
      account: { 'p.rego': 'policy' },
      problems: [/'p.rego' has no rule 'allow' and no rule 'deny'/],
    },
    {
      name: 'a reason instead of a decision',
      files: {
        'p.rego': `${allow}\ndeny contains "no" if input.subject.id == "bad"\n`,
      },
      account: { 'p.rego': 'policy' },
      problems: [/'deny' of policy 'p'/],
    },
  ])('accounts for $name', async brought => {
    expect(await outcomeOf(portal, brought)).toEqual(expectedOf(brought));
  });
});
