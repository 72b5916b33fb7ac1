import { understandBundle } from './understandBundle';

const cerbos = 'apiVersion: api.cerbos.dev/v1\n';

describe('understandBundle', () => {
  it.each<[string | undefined, Record<string, string>, string[]]>([
    [
      'cedar',
      { 'ours/a.cedar': '', 'ours/README.md': '' },
      ['a.cedar', 'README.md'],
    ],
    [
      'opa',
      {
        'repo/rego/pay.rego': 'package pay\n\ndefault allow := false\n',
        'repo/rego/roles.rego': 'package roles\n\nis_admin if true\n',
        'repo/rego/pay_test.rego': 'package pay_test\n',
      },
      ['pay.rego', 'lib/roles.rego', 'pay_test.rego'],
    ],
    [
      'casbin',
      {
        'rbac.conf': '[request_definition]\n',
        'policy.csv': 'p, read, true, allow\ng, ann, admin\n',
        'policies/roles.csv': 'g, ben, admin\n',
      },
      ['model.conf', 'policies/policy.csv', 'roles.csv'],
    ],
    [
      'cerbos',
      {
        'policies/pay.yaml': `${cerbos}resourcePolicy: {}\n`,
        'policies/pay_test.yaml': 'name: Tests\n',
        'policies/_schemas/pay/user.json': '{}',
      },
      ['policies/pay.yaml', 'pay_test.yaml', '_schemas/pay/user.json'],
    ],
    [
      'openfga',
      { 'store/pay.fga': 'type pay\n  relations\n    define payer: [user]\n' },
      ['model.fga', 'authzen.yaml'],
    ],
    [
      undefined,
      { 'x/policy-set.yaml': '', 'x/policies/roles.csv': 'g, a, b' },
      ['policy-set.yaml', 'policies/roles.csv'],
    ],
    [undefined, { '.git/config': '', 'notes.txt': '' }, ['notes.txt']],
  ])('tells %s, and lays it out as a set has it', (driver, files, paths) => {
    const understood = understandBundle(
      Object.entries(files).map(([path, content]) => ({ path, content })),
    );
    expect(understood.driver).toBe(driver);
    expect(understood.files.map(({ path }) => path)).toEqual(paths);
  });
});
