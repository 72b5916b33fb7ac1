import {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
} from '@backstage/plugin-permission-common';
import {
  createPolicyChangeDecision,
  createPolicySetDecision,
  policyChangeConditions,
  policySetConditions,
} from '@internal/plugin-policies-node';
import { once } from 'events';
import { text } from 'stream/consumers';
import request from 'supertest';
import { promisify } from 'util';
import { Entry, fromBuffer, ZipFile } from 'yauzl';
import { checked } from '@internal/plugin-policies-backend-module-changes/testUtils';
import {
  createCompany,
  GROUPS,
  setFiles,
  SetsFolder,
  readRequest,
  startPortal,
} from '../__testUtils__/portal';

const filesOf = (limit: number) =>
  Object.entries(setFiles('records', { limit })).map(([path, content]) => ({
    path,
    content,
  }));

/** Permissions by name: all are granted but those a test takes away or ties to owners. */
let rule: (name: string, claims: string[]) => 'ALLOW' | 'DENY' | 'OWNERS';

const permissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () => {
    const decide = (permission: Permission, credentials: unknown) => {
      const { principal } = credentials as BackstageCredentials<
        BackstageUserPrincipal | BackstageServicePrincipal
      >;
      // A token without restrictions, as the permission client answers for it.
      if (principal.type === 'service') {
        return { result: AuthorizeResult.ALLOW };
      }
      const { userEntityRef } = principal;
      const person = userEntityRef.split('/')[1];
      const claims = [
        userEntityRef,
        ...Object.keys(GROUPS)
          .filter(group => GROUPS[group].includes(person))
          .map(group => `group:default/${group}`),
      ];
      const verdict = rule(permission.name, claims);
      if (verdict !== 'OWNERS') {
        return { result: AuthorizeResult[verdict] };
      }
      if (isResourcePermission(permission, 'policy-set')) {
        return createPolicySetDecision(
          permission,
          policySetConditions.isSetOwner({ claims }),
        );
      }
      if (isResourcePermission(permission, 'policy-change')) {
        return createPolicyChangeDecision(permission, {
          anyOf: [
            policyChangeConditions.isChangeSetOwner({ claims }),
            policyChangeConditions.isChangeAuthor({ claims }),
          ],
        });
      }
      throw new Error(`${permission.name} has no owners`);
    };
    return {
      authorize: async (requests, options) =>
        requests.map(({ permission }) =>
          decide(permission, options!.credentials),
        ) as any,
      authorizeConditional: async (requests, options) =>
        requests.map(({ permission }) =>
          decide(permission, options!.credentials),
        ) as any,
    };
  },
});

describe('permissions of changes and journeys', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const propose = (person: string, limit: number) =>
    portal.as(person).post('/changes', {
      set: 'records',
      title: 'A change',
      files: filesOf(limit),
      submit: true,
    });

  beforeAll(async () => {
    folder.write('records', setFiles('records'));
    rule = () => 'ALLOW';
    portal = await startPortal([folder.path], {
      features: [...createCompany().features, permissions],
    });
  });
  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });
  beforeEach(() => {
    rule = () => 'ALLOW';
  });

  it.each<
    [string, 'get' | 'post' | 'put' | 'patch' | 'delete', string, object?]
  >([
    ['policies.change.read', 'get', '/changes'],
    ['policies.change.read', 'get', '/changes/1'],
    ['policies.change.read', 'get', '/changes/1/difference'],
    ['policies.change.read', 'get', '/changes/1/evidence'],
    ['policies.change.read', 'get', '/sets/records/history'],
    ['policies.change.edit', 'patch', '/changes/1', { version: 1 }],
    [
      'policies.change.edit',
      'post',
      '/changes/1/pushes',
      { version: 1, files: filesOf(9) },
    ],
    ['policies.change.edit', 'post', '/changes/1/submit', { version: 1 }],
    ['policies.change.edit', 'post', '/changes/1/rebase', { version: 1 }],
    ['policies.change.edit', 'post', '/changes/1/checks', {}],
    ['policies.change.edit', 'post', '/changes/1/checks', { action: 'cancel' }],
    [
      'policies.change.edit',
      'post',
      '/changes/1/withdraw',
      { version: 1, reason: 'none' },
    ],
    [
      'policies.change.review',
      'post',
      '/changes/1/reviews',
      { verdict: 'approve', push: 1, revision: 'a'.repeat(64) },
    ],
    ['policies.change.publish', 'post', '/changes/1/publish', { version: 1 }],
    [
      'policies.set.rollback',
      'post',
      '/sets/records/rollback',
      { from: 'a'.repeat(64), to: 'b'.repeat(64), reason: 'none' },
    ],
    ['policies.journey.read', 'get', '/journeys'],
    ['policies.journey.read', 'get', '/journeys/entities'],
    ['policies.journey.read', 'get', '/journeys/1'],
    ['policies.journey.read', 'get', '/journeys/1/repository'],
    ['policies.journey.read', 'get', '/journeys/1/branch'],
    ['policies.journey.read', 'get', '/sets/records/scorecard'],
    ['policies.journey.read', 'post', '/journeys/1/preview', {}],
    ['policies.journey.create', 'post', '/journeys', {}],
    [
      'policies.journey.edit',
      'patch',
      '/journeys/1',
      { changes: [{ field: 'title', value: 'x', version: 0 }] },
    ],
    [
      'policies.journey.edit',
      'post',
      '/journeys/1/files',
      { files: filesOf(9) },
    ],
    ['policies.journey.edit', 'post', '/journeys/1/branch', {}],
    ['policies.journey.edit', 'post', '/journeys/1/cases', {}],
    ['policies.journey.edit', 'post', '/journeys/1/change', {}],
    ['policies.journey.manage', 'put', '/journeys/1/people', { people: [] }],
    ['policies.journey.manage', 'delete', '/journeys/1'],
  ])('asks for %s: %s %s', async (...row) => {
    const [permission, method, path, body] = row;
    rule = name => (name === permission ? 'DENY' : 'ALLOW');
    const as = portal.as('ann');
    const { status, body: answer } = await (method === 'get' ||
    method === 'delete'
      ? as[method](path)
      : as[method](path, body!));
    expect({ status, message: answer.error.message }).toEqual({
      status: 403,
      message: expect.stringContaining(permission),
    });
  });

  it('asks for policies.change.propose and, to comment, for one of two', async () => {
    rule = name => (name === 'policies.change.propose' ? 'DENY' : 'ALLOW');
    await propose('ann', 200).expect(403);
    rule = () => 'ALLOW';
    const { body } = await propose('ann', 200).expect(201);
    const comment = () =>
      portal.as('ann').post(`/changes/${body.id}/comments`, { body: 'Hm' });
    rule = name =>
      ['policies.change.edit', 'policies.change.review'].includes(name)
        ? 'DENY'
        : 'ALLOW';
    expect((await comment()).status).toBe(403);
    rule = name => (name === 'policies.change.edit' ? 'DENY' : 'ALLOW');
    expect((await comment()).status).toBe(200);
  });

  it('lets a service propose, and leaves reviews, publications and roll-backs to people', async () => {
    const header = mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('external:pipeline'),
      targetPluginId: 'policies',
    });
    const send = (path: string, body: object) =>
      request(portal.server)
        .post(`/api/policies${path}`)
        .set('authorization', header)
        .send(body);
    const { body: change } = await send('/changes', {
      set: 'records',
      title: 'From a pipeline',
      files: filesOf(700),
      submit: true,
    }).expect(201);
    const at = `/changes/${change.id}`;
    const { version, push: pushed, base, revision } = change;
    const looked = { push: pushed, base, revision };
    for (const [path, body, does] of [
      [`${at}/reviews`, { verdict: 'approve', ...looked }, 'reviews'],
      [
        `${at}/reviews`,
        { verdict: 'reject', ...looked, body: 'No.' },
        'reviews',
      ],
      [`${at}/publish`, { version }, 'publishes'],
      [`${at}/publish`, { version, rollout: 'shadow' }, 'publishes'],
      [
        '/sets/records/rollback',
        { from: revision, to: change.base, reason: 'none' },
        'rolls a policy set back',
      ],
    ] as const) {
      const { status, body: answer } = await send(path, body);
      expect({ path, status, error: answer.error }).toEqual({
        path,
        status: 403,
        error: expect.objectContaining({
          name: 'NotAllowedError',
          message: expect.stringMatching(`^only a person ${does}`),
        }),
      });
    }
    const { body: seen } = await request(portal.server)
      .get(`/api/policies${at}`)
      .set('authorization', header)
      .expect(200);
    expect(seen.reviews).toEqual([]);
    expect(seen.may).toMatchObject({
      review: false,
      publish: false,
      rollBack: false,
    });
    await send(`${at}/withdraw`, {
      version: seen.version,
      reason: 'done',
    }).expect(200);
  });

  it('applies conditions to the set and the change at hand', async () => {
    rule = name =>
      /change\.[^r]|rollback|review/.test(name) ? 'OWNERS' : 'ALLOW';
    await propose('cid', 300).expect(403);
    const { body: change } = await propose('ann', 300).expect(201);
    const seenBy = async (person: string) =>
      (await portal.as(person).get(`/changes/${change.id}`).expect(200)).body
        .may;
    expect(await seenBy('ann')).toEqual({
      edit: true,
      review: false,
      publish: true,
      shadow: true,
      rollBack: false,
    });
    expect(await seenBy('ben')).toMatchObject({ edit: true, review: true });
    expect(await seenBy('cid')).toEqual({
      edit: false,
      review: false,
      publish: false,
      shadow: false,
      rollBack: false,
    });
    // A change cannot make its author the owner.
    const { body: grab } = await portal
      .as('ann')
      .post('/changes', {
        set: 'records',
        title: 'Another owner',
        files: filesOf(400).map(file => ({
          ...file,
          content: file.content.replace('group:default/testers', 'payers'),
        })),
        submit: true,
      })
      .expect(201);
    await portal
      .as('cid')
      .post(`/changes/${grab.id}/publish`, { version: grab.version })
      .expect(403);
    const { body: asked } = await portal.as('ann').get(`/changes/${grab.id}`);
    expect(
      asked.requirements.map(({ group }: { group: string }) => group),
    ).toEqual(['group:default/testers', 'group:default/payers']);
  });

  it('tells logged requests to those who may read the decisions, or are asked, and counts to others', async () => {
    const decide = (amount: number, credentials: string) =>
      request(portal.server)
        .post('/api/policies/access/v1/evaluation')
        .set('authorization', credentials)
        .send(readRequest('alice', { amount }))
        .expect(200);
    await decide(41, mockCredentials.user.header('user:default/eve'));
    await decide(
      42,
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('external:component:default/shop'),
        targetPluginId: 'policies',
      }),
    );
    // Whoever names a group of their own as the next owner is asked, and still owns nothing.
    const { body: grab } = await portal
      .as('fred')
      .post('/changes', {
        set: 'records',
        title: 'A look at the log',
        files: filesOf(30).map(file => ({
          ...file,
          content: file.content.replace('default/testers', 'default/lonely'),
        })),
        submit: true,
      })
      .expect(201);
    const change = await checked(portal, grab.id);
    rule = name => (name === 'policies.decision.read' ? 'OWNERS' : 'ALLOW');
    const seenBy = async (person: string) => {
      const at = portal.as(person);
      const { body } = await at.get(`/changes/${change.id}`).expect(200);
      const difference = await at.get(`/changes/${change.id}/difference`);
      const pack = await readPack(
        at.get(`/changes/${change.id}/evidence`).expect(200),
      );
      const { may: _, ...told } = body;
      expect(JSON.parse(pack['change.json'])).toEqual(told);
      expect(JSON.parse(pack['difference.json'])).toEqual(difference.body);
      const packed = JSON.stringify(pack);
      return {
        counts: [body.impact.replayed, body.impact.closed],
        callers: body.impact.byCaller.map(
          ({ caller }: { caller: string }) => caller,
        ),
        requests: body.impact.examples.map(
          ({ request: { resource } }: any) => resource.properties.amount,
        ),
        eve: packed.includes('user:default/eve'),
        shop: packed.includes('shop'),
        withheld: body.impact.withheld?.split(':')[0],
      };
    };
    const counts = [2, 2];
    const none = {
      counts,
      callers: [],
      requests: [],
      eve: false,
      shop: false,
      withheld: 'The requests and their callers are not shown',
    };
    expect(await seenBy('ben')).toEqual({
      counts,
      callers: expect.arrayContaining([
        'user:default/eve',
        'component:default/shop',
      ]),
      requests: [42, 41],
      eve: true,
      shop: true,
      withheld: undefined,
    });
    expect(await seenBy('cid')).toEqual({
      counts,
      callers: ['component:default/shop'],
      requests: [42],
      eve: false,
      shop: true,
      withheld: 'Only requests of callers that your groups own are shown',
    });
    expect(await seenBy('fred')).toEqual(none);
    expect(await seenBy('dora')).toEqual(none);
    const { body: updated } = await portal
      .as('fred')
      .patch(`/changes/${change.id}`, {
        version: change.version,
        description: 'Again',
      })
      .expect(200);
    expect(updated.impact).toMatchObject({ closed: 2, examples: [] });
  });
});

/** Texts of the files of an evidence pack. */
async function readPack(pending: request.Test) {
  const { body } = await pending.buffer(true).parse((response, done) => {
    const parts: Buffer[] = [];
    response.on('data', part => parts.push(part));
    response.on('end', () => done(null, Buffer.concat(parts)));
  });
  const archive = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(body, { lazyEntries: false, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );
  const entries: Entry[] = [];
  archive.on('entry', entry => entries.push(entry));
  await once(archive, 'end');
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    const stream = await promisify(archive.openReadStream.bind(archive))(
      entry as never,
    );
    texts[entry.fileName] = await text(stream as never);
  }
  return texts;
}
