import {
  bundleOf,
  readFixture,
  withFiles,
} from '@internal/plugin-policies-node/testUtils';
import { compileCasbin } from '../compile/compileCasbin';
import { ServedSet } from './ServedSet';

const { base } = readFixture('casbin');
const MODEL = `[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && r.obj == p.obj && g(r.sub, p.sub, r.dom)
`;

describe('ServedSet', () => {
  it('keeps none of the domains that it is asked about', async () => {
    const { artifact } = compileCasbin(
      bundleOf(
        withFiles(base, [
          { path: 'model.conf', content: MODEL },
          ...['readers', 'writers', 'archivists', 'soft-delete'].map(name => ({
            path: `policies/${name}.csv`,
            content: `p, auditor, ${name}, read`,
          })),
          { path: 'roles.csv', content: 'g, zoe, auditor, emea' },
        ]),
      ),
    );
    const set = await ServedSet.load(artifact!);
    const ask = (id: string, domain: string) =>
      set.evaluate(
        {
          subject: { type: 'user', id },
          action: { name: 'read' },
          resource: {
            type: 'record',
            id: 'readers',
            properties: { domain },
          },
        },
        { explain: false },
      ).outcome;
    const { enforcer } = set as unknown as {
      enforcer: {
        getNamedRoleManager(name: string): { allDomains: Map<string, unknown> };
      };
    };
    const kept = enforcer.getNamedRoleManager('g').allDomains.size;
    for (let index = 0; index < 500; index++) {
      expect(ask('zoe', `domain-${index}`)).toBe('deny');
      expect(ask('auditor', `domain-${index}`)).toBe('allow');
    }
    expect(ask('zoe', 'emea')).toBe('allow');
    expect(enforcer.getNamedRoleManager('g').allDomains.size).toBe(kept);
  });
});
