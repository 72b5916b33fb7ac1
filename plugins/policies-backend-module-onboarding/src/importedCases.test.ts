import { BackendFeature } from '@backstage/backend-plugin-api';
import { Journey, JourneyPreview } from '@internal/plugin-policies-common';
import casbinModule from '@internal/plugin-policies-backend-module-casbin';
import cerbosModule from '@internal/plugin-policies-backend-module-cerbos';
import opaModule from '@internal/plugin-policies-backend-module-opa';
import openfgaModule from '@internal/plugin-policies-backend-module-openfga';
import {
  describeWithServer,
  EngineBinary,
} from '@internal/plugin-policies-node/testUtils';
import { startOpenfga, startPortal } from './__testUtils__/portal';

/** Policies as a team has them: without manifest, stored entities, schema or cases. */
const BROUGHT: Record<string, { path: string; content: string }> = {
  opa: {
    path: 'refunds.rego',
    content: `package refunds

allow if {
	input.action.name == "approve"
	is_approver
	input.resource.properties.amount <= 500
}

deny if {
	input.action.name == "approve"
	input.resource.properties.requester == input.subject.id
}

is_approver if input.subject.properties.role == "approver"
`,
  },
  cerbos: {
    path: 'refunds.yaml',
    content: `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: refund
  version: default
  rules:
    - name: refunds
      actions: ["approve"]
      effect: EFFECT_ALLOW
      roles: ["*"]
      condition:
        match:
          all:
            of:
              - expr: P.attr.role == "approver"
              - expr: R.attr.amount <= 500
    - name: refunds.2
      actions: ["approve"]
      effect: EFFECT_DENY
      roles: ["*"]
      condition:
        match:
          expr: R.attr.requester == P.id
`,
  },
};

describe('cases of what a team brings', () => {
  const generate = async (
    portal: Awaited<ReturnType<typeof startPortal>>,
    engine: string,
    files: Array<{ path: string; content: string }>,
  ): Promise<JourneyPreview> => {
    const { body: journey } = await portal.post('/journeys', {
      fields: {
        domain: 'refunds',
        owner: 'group:default/testers',
        title: 'Refunds',
        set: 'refunds',
        resourceType: 'refund',
      },
    });
    const { id }: Journey = journey;
    const imported = await portal
      .post(`/journeys/${id}/files`, { files })
      .expect(200);
    expect(imported.body.fields.engine.value).toBe(engine);
    await portal.post(`/journeys/${id}/cases`, {}).expect(200);
    return (await portal.post(`/journeys/${id}/preview`, {}).expect(200)).body;
  };

  describe.each<{ driver: EngineBinary; module: BackendFeature }>([
    { driver: 'opa', module: opaModule },
    { driver: 'cerbos', module: cerbosModule },
  ])('for $driver', ({ driver, module }) => {
    describeWithServer(driver, 'by its program', () => {
      let portal: Awaited<ReturnType<typeof startPortal>>;
      beforeAll(async () => {
        portal = await startPortal([], {
          policies: {
            engines: {
              [driver]: {
                // Drafts are evaluated in a sandbox, which needs no server.
                url: 'http://127.0.0.1:9',
                ...(driver === 'cerbos' && {
                  admin: { username: 'cerbos', password: 'unused' },
                }),
              },
            },
          },
          features: [module],
        });
      });
      afterAll(() => portal.stop());

      it('are told from what its statements compare, one value off as well', async () => {
        const preview = await generate(portal, driver, [BROUGHT[driver]]);
        expect(preview.diagnostics).toEqual([]);
        expect(preview.cases.map(({ status }) => status)).not.toContain(
          'failed',
        );
        const names = preview.cases.map(({ case: { name } }) => name);
        expect(names).toEqual(
          expect.arrayContaining([
            'user may approve refund: role "approver", refund.amount 500, refund.requester "other"',
            'user may not approve refund: refund.amount 501',
            'user may not approve refund: role "approver", refund.amount 500, refund.requester "example"',
          ]),
        );
      });
    });
  });

  describeWithServer('openfga', 'for openfga', () => {
    it('are told from the tuples of its store, and what actions mean from its relations', async () => {
      const { url, stop } = await startOpenfga();
      const portal = await startPortal([], {
        policies: { engines: { openfga: { url } } },
        features: [openfgaModule],
      });
      try {
        const preview = await generate(portal, 'openfga', [
          {
            path: 'refunds.fga.yaml',
            content: `name: Refunds
model: |
  model
    schema 1.1
  type user
  type refund
    relations
      define requester: [user]
      define approver: [user]
      define can_approve: approver but not requester
tuples:
  - { user: user:rita, relation: approver, object: refund:r-1 }
  - { user: user:cleo, relation: requester, object: refund:r-1 }
`,
          },
        ]);
        expect(preview.diagnostics).toEqual([]);
        expect(
          preview.cases.map(({ case: { name }, status }) => [name, status]),
        ).toEqual([
          ['rita may approve r-1', 'passed'],
          ['cleo may not approve r-1', 'passed'],
        ]);
      } finally {
        await portal.stop();
        await stop();
      }
    });
  });

  it('are told from rows of Casbin, and from a Cedar schema without entities', async () => {
    const portal = await startPortal([], {
      policies: {
        engines: {
          cedar: { liveWorkers: 1, draftWorkers: 1 },
          tables: { driver: 'casbin', liveWorkers: 1, draftWorkers: 1 },
        },
      },
      features: [casbinModule],
    });
    try {
      const rows = await generate(portal, 'tables', [
        {
          path: 'rbac_model.conf',
          content: `[request_definition]
r = sub, obj, act, ctx

[policy_definition]
p = act, cond, eft

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = r.act == p.act && eval(p.cond)
`,
        },
        {
          path: 'policy.csv',
          content: `p, approve, "r.sub.role == 'approver' && r.obj.amount <= 500", allow\n`,
        },
      ]);
      expect(rows.cases.map(({ case: { name } }) => name)).toEqual(
        expect.arrayContaining([
          'user may approve refund: role "approver", refund.amount 500',
          'user may not approve refund: refund.amount 501',
          'user may not approve refund: role "other"',
        ]),
      );
      const typed = await generate(portal, 'cedar', [
        {
          path: 'schema.cedarschema',
          content: `entity user { role: String };
entity refund { amount: Long, requester: user };
action approve appliesTo { principal: user, resource: refund, context: { mfa: Bool } };
`,
        },
        {
          path: 'policies/approve.cedar',
          content: `permit (principal, action == Action::"approve", resource)
when { principal.role == "approver" && resource.amount <= 500 && context.mfa };
forbid (principal, action == Action::"approve", resource)
when { resource.requester == principal };
`,
        },
      ]);
      expect(typed.diagnostics).toEqual([]);
      expect(
        typed.cases.map(({ case: each, status }) => ({
          status,
          allowed: each.expect.decision,
          requester: each.request.resource.properties?.requester,
          mfa: each.request.context?.mfa,
        })),
      ).toEqual(
        expect.arrayContaining([
          {
            status: 'passed',
            allowed: true,
            requester: { type: 'user', id: 'another' },
            mfa: true,
          },
          {
            status: 'passed',
            allowed: false,
            requester: { type: 'user', id: 'another' },
            mfa: false,
          },
          {
            status: 'passed',
            allowed: false,
            requester: { type: 'user', id: 'example' },
            mfa: true,
          },
        ]),
      );
    } finally {
      await portal.stop();
    }
  });
});
