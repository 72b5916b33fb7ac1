import { Entity } from '@backstage/catalog-model';
import { ChangeDetail, Journey } from '@internal/plugin-policies-common';
import {
  asFiles,
  eventually,
  setFiles,
  startCompany,
} from '../__testUtils__/startCompany';

jest.setTimeout(120_000);

// eslint-disable-next-line no-script-url -- this is what is refused
const SCRIPT = 'javascript:alert(1)';

const AMARA = 'amara.okafor';
const STEFAN = 'stefan.kovac';
const RANIA = 'rania.khoury';
const GRACE = 'grace.wanjiru';
const SAGA = 'saga.bergstrom';

type Company = Awaited<ReturnType<typeof startCompany>>;

/** Attacks as they were made on the portal, over HTTP, with its own permission policy. */
describe('rights', () => {
  let company: Company;

  const find = async (ref: string): Promise<Entity | undefined> => {
    const [kind, rest] = ref.split(':');
    const { status, body } = await company
      .as(SAGA)
      .get(`/catalog/entities/by-name/${kind}/${rest}`);
    return status === 200 ? body : undefined;
  };

  beforeAll(async () => {
    company = await startCompany({
      records: setFiles('records', 'group:default/team-withdrawals'),
      orphans: setFiles('orphans', 'group:default/team-gone'),
    });
    for (const ref of [
      `user:default/${AMARA}`,
      `user:default/${SAGA}`,
      'user:default/zoe',
      'group:default/policy-platform',
      'domain:default/withdrawals',
      'policyset:default/records',
    ]) {
      await eventually(() => find(ref));
    }
  });
  afterAll(() => company.stop());

  const begin = async (
    person: string,
    fields: Record<string, string>,
  ): Promise<Journey> => {
    const { body } = await company
      .as(person)
      .post('/policies/journeys', { fields })
      .expect(201);
    return body;
  };
  const answersOf = (name: string): Record<string, string> => ({
    domain: name,
    domainTitle: `Domain ${name}`,
    owner: `group:default/team-${name}`,
    ownerTitle: `Team ${name}`,
    ownerMembers: JSON.stringify([
      `user:default/${AMARA}`,
      `user:default/${STEFAN}`,
    ]),
    title: `Set ${name}`,
    set: name,
    start: 'template',
    template: 'four-eyes',
    resourceType: name,
    engine: 'cedar',
  });
  const writing = (journey: Journey, fields: Record<string, string>) => ({
    changes: Object.entries(fields).map(([field, value]) => ({
      field,
      value,
      version: journey.fields[field]?.version ?? 0,
    })),
  });
  const propose = (person: string, journey: Journey) =>
    company.as(person).post(`/policies/journeys/${journey.id}/change`);
  const checked = (id: string): Promise<ChangeDetail> =>
    eventually(async () => {
      const { body } = await company.as(SAGA).get(`/policies/changes/${id}`);
      return body.checks.pending || !body.requirements.length
        ? undefined
        : body;
    });
  const approve = (
    person: string,
    { id, push, base, revision }: ChangeDetail,
  ) =>
    company.as(person).post(`/policies/changes/${id}/reviews`, {
      verdict: 'approve',
      push,
      base,
      revision,
    });
  const publish = (person: string, { id, version }: ChangeDetail) =>
    company.as(person).post(`/policies/changes/${id}/publish`, { version });
  const open = (
    person: string,
    set: string,
    owner: string,
    catalog: string,
    more: object = {},
  ) =>
    company.as(person).post('/policies/changes', {
      set,
      title: 'A change',
      submit: true,
      files: asFiles(setFiles(set, owner, { 'catalog.yaml': catalog })),
      ...more,
    });
  const isAdmin = async (person: string) =>
    (await company.as(person).post('/policies/registry/refresh')).status ===
    204;

  it('lets nobody but admins change the catalog, and everybody read and work', async () => {
    const location = await eventually(async () => {
      const { body } = await company
        .as(AMARA)
        .get('/catalog/entities/by-query?filter=kind=location');
      return (body.items as Entity[])[0];
    });
    const user = (await find(`user:default/${SAGA}`))!;
    const attacks = (person: string) => {
      const as = company.as(person);
      return Promise.all([
        as.delete(`/catalog/entities/by-uid/${location.metadata.uid}`),
        as.delete(`/catalog/entities/by-uid/${user.metadata.uid}`),
        as.post('/catalog/locations', {
          type: 'url',
          target: 'https://evil.example/groups.yaml',
        }),
        as.post('/catalog/analyze-location', {
          location: { type: 'url', target: 'https://evil.example' },
        }),
        as.post('/catalog/refresh', {
          entityRef: `user:default/${SAGA}`,
        }),
        as.post('/catalog/validate-entity', {
          entity: user,
          location: 'url:https://evil.example',
        }),
        as.post('/policies/registry/refresh'),
        as.post('/policies/engines/cedar/repair'),
      ]);
    };
    expect((await attacks(AMARA)).map(({ status }) => status)).toEqual(
      Array(8).fill(403),
    );
    expect((await company.as(AMARA).get('/catalog/locations')).body).toEqual(
      [],
    );
    expect(await find(`user:default/${SAGA}`)).toBeDefined();
    await company
      .as(SAGA)
      .post('/catalog/refresh', { entityRef: `user:default/${SAGA}` })
      .expect(200);

    const as = company.as(AMARA);
    for (const path of [
      '/catalog/entities',
      '/catalog/entities/by-query?limit=5',
      '/catalog/entity-facets?facet=kind',
      `/catalog/entities/by-name/user/default/${SAGA}/ancestry`,
      '/notifications/notifications',
      '/notifications/status',
      '/notifications/settings',
      '/policies/overview',
      '/policies/sets',
      '/policies/policies',
      '/policies/engines',
      '/policies/decisions',
      '/policies/changes',
      '/policies/journeys',
      '/policies/templates',
    ]) {
      expect({ path, status: (await as.get(path)).status }).toEqual({
        path,
        status: 200,
      });
    }
    await as
      .put('/user-settings/buckets/theme/keys/mode', { value: 'dark' })
      .expect(200);
    await as.get('/user-settings/buckets/theme/keys/mode').expect(200);
    for (const types of ['software-catalog', 'policies']) {
      const { results } = await eventually(async () => {
        const { status, body } = await as.get(
          `/search/query?term=&types[0]=${types}`,
        );
        return status === 200 && body.results.length ? body : undefined;
      });
      expect(results[0].type).toBe(types);
    }
    await as
      .post('/policies/access/v1/evaluation', {
        subject: { type: 'user', id: 'alice' },
        action: { name: 'read' },
        resource: { type: 'records', id: 'a' },
      })
      .expect(200);
  });

  it('makes nobody an admin by a journey', async () => {
    const journey = await begin(AMARA, answersOf('zeta'));
    const { body: change } = await propose(AMARA, journey).expect(200);
    // What was pushed is what counts, not what the fields say now, and nothing of it before it is published.
    await company
      .as(AMARA)
      .patch(
        `/policies/journeys/${journey.id}`,
        writing(journey, {
          owner: 'group:default/policy-platform',
          ownerMembers: JSON.stringify([`user:default/${AMARA}`]),
        }),
      )
      .expect(200);
    const other = await begin(AMARA, {});
    await company
      .as(AMARA)
      .delete(`/policies/journeys/${other.id}`)
      .expect(204);
    const { body: entities } = await company
      .as(AMARA)
      .get('/policies/journeys/entities');
    expect(entities.items).toEqual([]);
    expect(await find('group:default/team-zeta')).toBeUndefined();
    expect(await isAdmin(AMARA)).toBe(false);
    const refused = await propose(AMARA, journey).expect(400);
    expect(refused.body.error.message).toContain(
      `the group 'policy-platform' is reserved`,
    );
    expect((await checked(change.id)).requirements).toMatchObject([
      { group: 'group:default/team-zeta' },
    ]);

    // Nor by a change without a journey, however the names are written, and none that anybody counts on.
    const people = `owner: { title: Us, members: [user:default/${AMARA}] }\n`;
    for (const [owner, message] of [
      ['group:default/policy-platform', 'reserved'],
      ['group:default/Policy-Platform', 'reserved'],
      ['policy-platform', 'reserved'],
      ['group:elsewhere/policy-platform', 'namespace'],
      ['group:default/team-data-privacy', 'reserved'],
      ['group:default/market-guards', 'reserved'],
      ['group:default/team-accounts', 'the catalog has a group'],
      ['group:default/team-gone', `policy set 'orphans' counts on`],
      ['group:default/night-shift', `user 'zoe' of the catalog counts on`],
      ['user:default/somebody', 'is no group'],
    ]) {
      const { status, body } = await open(AMARA, 'grab', owner, people);
      expect({ owner, status, message: body.error?.message }).toEqual({
        owner,
        status: 409,
        message: expect.stringContaining(message),
      });
    }
    const { status, body } = await open(
      AMARA,
      'withdrawals',
      'group:default/team-accounts',
      'domain: { title: Ours }\n',
    );
    expect({ status, message: body.error?.message }).toEqual({
      status: 409,
      message: expect.stringContaining(
        `the catalog has a domain 'withdrawals' already`,
      ),
    });
    // What the file cannot say is an error of it, at its line.
    for (const catalog of [
      `owner: { title: Us, members: [group:default/meridian] }\n`,
      `owner: { title: Us, members: [user:default/${AMARA}], parent: policy-platform }\n`,
      `owner: { title: "Us\\u202e", members: [user:default/${AMARA}] }\n`,
      `groups: []\n`,
    ]) {
      const { body: opened } = await open(
        AMARA,
        'grab',
        'group:default/team-grab',
        catalog,
      ).expect(201);
      const { checkResults } = await checked(opened.id);
      expect(checkResults.find(({ name }) => name === 'validation')).toEqual(
        expect.objectContaining({
          state: 'failed',
          log: expect.arrayContaining([
            expect.stringContaining('error: catalog.yaml:1: '),
          ]),
        }),
      );
    }
  });

  it('gives nobody the approvals of a group that is gone', async () => {
    await begin(AMARA, {
      ...answersOf('gone'),
      owner: 'group:default/team-gone',
      ownerMembers: JSON.stringify([`user:default/${AMARA}`]),
    });
    const { body } = await company
      .as(RANIA)
      .post('/policies/changes', {
        set: 'orphans',
        title: 'A change',
        submit: true,
        files: asFiles(
          setFiles('orphans', 'group:default/team-gone', {
            'policies/read.cedar':
              'permit (principal, action, resource) when { true };\n',
          }),
        ),
      })
      .expect(201);
    const change = await checked(body.id);
    expect(change.requirements).toMatchObject([
      { reason: 'fallback', group: 'group:default/policy-platform' },
    ]);
    await approve(AMARA, change).expect(403);
  });

  it('has people of a new group approve what brings it, and nobody else', async () => {
    const begun = await begin(AMARA, answersOf('omega'));
    const { body: opened } = await propose(AMARA, begun).expect(200);
    const change = await checked(opened.id);
    expect(change.requirements).toMatchObject([
      { reason: 'owner', group: 'group:default/team-omega' },
    ]);
    await approve(RANIA, change).expect(403);
    const { body: approved } = await approve(STEFAN, change).expect(200);
    expect(approved.state).toBe('approved');
    await publish(AMARA, approved).expect(200);
  });

  it('leaves a journey to those it belongs to, and what it brought to changes', async () => {
    const begun = await begin(AMARA, answersOf('eta'));
    const at = `/policies/journeys/${begun.id}`;
    const read = async (person: string): Promise<Journey> =>
      (await company.as(person).get(at).expect(200)).body;
    expect((await read(AMARA)).may).toEqual({ edit: true, manage: true });
    expect((await read(STEFAN)).may).toEqual({ edit: false, manage: false });
    const meddle = async (person: string) => [
      (
        await company
          .as(person)
          .patch(at, writing(await read(person), { consumers: '["x"]' }))
      ).status,
      (
        await company
          .as(person)
          .post(`${at}/files`, { files: asFiles({ a: 'b' }) })
      ).status,
      (await company.as(person).post(`${at}/cases`)).status,
      (await company.as(person).post(`${at}/change`)).status,
      (await company.as(person).post(`${at}/branch`)).status,
      (await company.as(person).delete(at)).status,
      (
        await company
          .as(person)
          .put(`${at}/people`, { people: [`user:default/${person}`] })
      ).status,
    ];
    expect(await meddle(RANIA)).toEqual(Array(7).fill(403));

    // Stefan is invited, writes a policy, and cannot approve what he wrote when Amara asks for review.
    await company
      .as(AMARA)
      .put(`${at}/people`, { people: ['user:default/nobody'] })
      .expect(400);
    await company
      .as(AMARA)
      .put(`${at}/people`, { people: [`user:default/${STEFAN}`] })
      .expect(200);
    expect((await read(STEFAN)).may).toEqual({ edit: true, manage: false });
    const { body: preview } = await company.as(STEFAN).post(`${at}/preview`);
    const policy = preview.files.find(({ path }: { path: string }) =>
      path.endsWith('.cedar'),
    );
    await company
      .as(STEFAN)
      .patch(
        at,
        writing(begun, { [`file:${policy.path}`]: `${policy.content}\n` }),
      )
      .expect(200);
    await company.as(STEFAN).delete(at).expect(403);
    // Whoever wrote over it does not make it theirs alone.
    await company
      .as(AMARA)
      .patch(
        at,
        writing(await read(AMARA), {
          [`file:${policy.path}`]: `${policy.content}\n\n`,
        }),
      )
      .expect(200);
    const { body: opened } = await propose(AMARA, begun).expect(200);
    const change = await checked(opened.id);
    expect(change.pushes[0].authors).toEqual([
      `user:default/${AMARA}`,
      `user:default/${STEFAN}`,
    ]);
    await approve(STEFAN, change).expect(403);
    expect(change.requirements).toMatchObject([
      { reason: 'fallback', group: 'group:default/policy-platform' },
    ]);
    // The group and its people are part of what is reviewed.
    const { body: evidence } = await company
      .as(AMARA)
      .get(`/policies/changes/${change.id}/difference`);
    expect(JSON.stringify(evidence.files)).toContain('Team eta');
    const { body: approved } = await approve(SAGA, change).expect(200);
    expect(approved.state).toBe('approved');
    expect(await find('group:default/team-eta')).toBeUndefined();
    await publish(AMARA, approved).expect(200);
    // Until the catalog has read it, the people that were published are the group, not those of a next change.
    const { body: hasty } = await company
      .as(RANIA)
      .post('/policies/changes', {
        set: 'eta',
        title: 'Ours now',
        submit: true,
        files: preview.files.map((file: { path: string; content: string }) =>
          file.path === 'catalog.yaml'
            ? {
                ...file,
                content: `owner: { title: Us, members: [user:default/${GRACE}] }\n`,
              }
            : file,
        ),
      })
      .expect(201);
    await approve(GRACE, await checked(hasty.id)).expect(403);

    const membersOf = async () =>
      (await find('group:default/team-eta'))?.relations
        ?.filter(({ type }) => type === 'hasMember')
        .map(({ targetRef }) => targetRef)
        .sort();
    const both = [`user:default/${AMARA}`, `user:default/${STEFAN}`];
    await eventually(async () =>
      (await membersOf())?.length === 2 ? true : undefined,
    );
    expect(await membersOf()).toEqual(both);
    expect(await find('domain:default/eta')).toMatchObject({
      metadata: { title: 'Domain eta' },
    });

    // One PATCH made a stranger the owner of a live set; now it takes a change, and the people of the group.
    const takeOver = {
      ownerMembers: JSON.stringify([`user:default/${RANIA}`]),
    };
    await company
      .as(RANIA)
      .patch(at, writing(await read(RANIA), takeOver))
      .expect(403);
    const { body: settled } = await company
      .as(AMARA)
      .patch(at, writing(await read(AMARA), takeOver))
      .expect(409);
    expect(settled.error.message).toContain('propose a change');
    await company.as(AMARA).delete(at).expect(409);
    expect(await membersOf()).toEqual(both);

    const files = (
      await company.as(AMARA).get('/policies/sets/eta/revisions/active')
    ).body.files.map((file: { path: string; content: string }) =>
      file.path === 'catalog.yaml'
        ? {
            ...file,
            content: `owner:\n  title: Team eta\n  members: [user:default/${AMARA}, user:default/${STEFAN}, user:default/${RANIA}]\n`,
          }
        : file,
    );
    const { body: asked } = await company
      .as(RANIA)
      .post('/policies/changes', {
        set: 'eta',
        title: 'Rania joins',
        submit: true,
        files,
      })
      .expect(201);
    const joining = await checked(asked.id);
    expect(joining.requirements).toMatchObject([
      { reason: 'owner', group: 'group:default/team-eta' },
    ]);
    await publish(RANIA, joining).expect(409);
    const { body: agreed } = await approve(STEFAN, joining).expect(200);
    await publish(STEFAN, agreed).expect(200);
    await eventually(async () =>
      (await membersOf())?.length === 3 ? true : undefined,
    );
    // The owner group writes in the journey now; another set cannot describe what this one brought.
    expect((await read(RANIA)).may).toEqual({ edit: true, manage: false });
    const { body: second } = await open(
      AMARA,
      'theta',
      'group:default/team-eta',
      `owner: { title: Us, members: [user:default/${AMARA}] }\n`,
    ).expect(409);
    expect(second.error.message).toContain(
      `policy set 'eta' brought the group 'team-eta'`,
    );
  });

  it('has nobody approve what they proposed themselves elsewhere', async () => {
    const files = asFiles(
      setFiles('records', 'group:default/team-withdrawals', {
        'policies/read.cedar':
          'permit (principal, action, resource) when { 1 == 1 };\n',
      }),
    );
    const opened = (person: string, more: object) =>
      company
        .as(person)
        .post('/policies/changes', {
          set: 'records',
          title: 'A change',
          files,
          ...more,
        })
        .expect(201);
    await opened(STEFAN, {});
    const { body } = await opened(RANIA, { submit: true });
    const change = await checked(body.id);
    expect(change.pushes[0].authors).toEqual([
      `user:default/${RANIA}`,
      `user:default/${STEFAN}`,
    ]);
    await approve(STEFAN, change).expect(409);
  });

  it('takes no runbook that a browser would run', async () => {
    for (const runbook of [
      SCRIPT,
      ' JavaScript:alert(1)',
      'java\nscript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
    ]) {
      await company
        .as(AMARA)
        .post('/policies/journeys', { fields: { runbook } })
        .expect(400);
    }
    const journey = await begin(AMARA, {
      ...answersOf('kappa'),
      runbook: 'https:/',
    });
    const at = `/policies/journeys/${journey.id}`;
    await company
      .as(AMARA)
      .patch(at, writing(journey, { runbook: SCRIPT }))
      .expect(400);
    const { body } = await company.as(AMARA).post(`${at}/preview`);
    expect(body.problems).toMatchObject([
      { step: 'subject', field: 'runbook' },
    ]);
    await propose(AMARA, journey).expect(400);
  });
});
