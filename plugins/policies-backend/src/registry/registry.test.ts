import { SetsFolder, setFiles } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

describe('registry', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    folder.write('records', setFiles('records'));
    portal = await startPortal([folder.path]);
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  const decide = async () =>
    (
      await portal.post(
        '/sets/records/access/v1/evaluation',
        readRequest('alice'),
      )
    ).body.decision;

  it('registers a folder: set, policies, revisions, cases, overview', async () => {
    const { body: sets } = await portal.get('/sets?query=small').expect(200);
    expect(sets).toEqual({
      total: 1,
      items: [
        {
          name: 'records',
          title: 'Set records',
          tags: ['small'],
          domain: 'domain:default/testing',
          owner: 'group:default/testers',
          lifecycle: 'production',
          engine: 'cedar',
          resourceTypes: ['record'],
          policyCount: 1,
          revision: expect.stringMatching(/^[0-9a-f]{64}$/),
          activatedAt: expect.any(String),
          health: 'healthy',
          errorCount: 0,
          cases: { total: 2, passed: 2, failed: 0 },
        },
      ],
    });
    const { revision } = sets.items[0];
    const { body: detail } = await portal.get('/sets/records').expect(200);
    expect(detail).toMatchObject({
      source: expect.stringContaining('records'),
      diagnostics: [],
      policies: [{ name: 'read', files: ['policies/read.cedar'] }],
      vocabulary: {
        actions: expect.arrayContaining([
          expect.objectContaining({
            name: 'read',
            subjectTypes: ['user'],
            resourceTypes: ['record'],
            context: [
              { name: 'mfa', required: false, type: { kind: 'boolean' } },
            ],
          }),
        ]),
        entityTypes: expect.arrayContaining([
          expect.objectContaining({ type: 'user', knownIds: ['alice', 'bob'] }),
        ]),
      },
    });
    const { body: policy } = await portal
      .get('/sets/records/policies/read')
      .expect(200);
    expect(policy).toMatchObject({
      regulations: ['GDPR'],
      revision,
      sources: [{ path: 'policies/read.cedar' }],
      cases: [{ case: { name: 'owners read' }, status: 'passed' }],
    });
    const { body: active } = await portal
      .get('/sets/records/revisions/active')
      .expect(200);
    expect(active).toMatchObject({ revision, active: true, fileCount: 5 });
    const { body: overview } = await portal.get('/overview').expect(200);
    expect(overview).toMatchObject({
      counts: { sets: 1, policies: 1, cases: 2, engines: 1, brokenSets: 0 },
      troubledSets: [],
      registryErrors: [],
    });
    const { body: engines } = await portal.get('/engines').expect(200);
    expect(engines.items).toEqual([
      expect.objectContaining({ name: 'cedar', state: 'up', sets: 1 }),
    ]);
  });

  it('filters, pages and says what is not there', async () => {
    expect((await portal.get('/policies?regulation=GDPR')).body.total).toBe(1);
    expect((await portal.get('/policies?regulation=SOX')).body.total).toBe(0);
    expect((await portal.get('/sets?owner=testers')).body.total).toBe(1);
    expect((await portal.get('/sets?owner=group:default/x')).body.total).toBe(
      0,
    );
    for (const [path, status] of [
      ['/sets?limit=0', 400],
      ['/sets?cursor=-1', 400],
      ['/sets/nope', 404],
      ['/sets/nope/revisions', 404],
      ['/sets/records/policies/nope', 404],
      ['/sets/records/revisions/0123', 404],
    ] as const) {
      expect((await portal.get(path)).status).toBe(status);
    }
  });

  it.each([
    ['malformed YAML', { 'policy-set.yaml': 'metadata: [' }, /not valid YAML/],
    [
      'an unknown key',
      {
        'policy-set.yaml': `${
          setFiles('records')['policy-set.yaml']
        }  colour: red\n`,
      },
      /colour/,
    ],
    [
      'an unknown engine',
      setFiles('records', { engine: 'abacus' }),
      /'abacus'/,
    ],
    [
      'a path that escapes',
      {
        'policy-set.yaml': setFiles('records')['policy-set.yaml'].replace(
          'title: Reading',
          'files: [../../etc/passwd], title: Reading',
        ),
      },
      /"\.\."/,
    ],
    [
      'a missing file',
      {
        'policy-set.yaml': setFiles('records')['policy-set.yaml'].replace(
          'name: read',
          'name: write',
        ),
      },
      /'policies\/write.cedar'/,
    ],
    [
      'a file of no policy',
      { 'policies/stray.cedar': 'permit(principal,action,resource);' },
      /belongs to no policy/,
    ],
    ['5 MB', { 'policies/read.cedar': ' '.repeat(5_000_000) }, /5000000 bytes/],
    [
      'bytes that are not UTF-8',
      { 'policies/read.cedar': Buffer.from([0xff, 0xfe]) },
      /not valid UTF-8/,
    ],
    [
      'a syntax error',
      { 'policies/read.cedar': 'permit (principal' },
      /unexpected end/,
    ],
    [
      'a type error',
      {
        'policies/read.cedar':
          'permit (principal, action == Action::"read", resource) when { resource.amoun == 1 };',
      },
      /amoun/,
    ],
    [
      'policies that overflow the engine',
      {
        'policies/read.cedar': `permit (principal, action, resource) when { ${'!('.repeat(
          2_000,
        )}true${')'.repeat(2_000)} };`,
      },
      /deeper than Cedar/,
    ],
    [
      'cases of the wrong form',
      {
        'tests/read.yaml':
          '- name: x\n  request: {}\n  expect: { decision: yes }\n',
      },
      /request.subject/,
    ],
    [
      'a case that expects an unknown policy',
      {
        'tests/read.yaml': setFiles('records')['tests/read.yaml'].replace(
          '[read]',
          '[reed]',
        ),
      },
      /'reed'/,
    ],
  ] as Array<[string, Record<string, string | Buffer>, RegExp]>)(
    'keeps the last good revision on %s, and shows the error',
    async (_what, files, message) => {
      const before = (await portal.get('/sets/records')).body;
      folder.write('records', files);
      await portal.refresh();
      const { body: broken } = await portal.get('/sets/records').expect(200);
      expect(broken).toMatchObject({
        health: 'broken',
        revision: before.revision,
      });
      const [first] = broken.diagnostics.filter(
        (found: any) => found.severity === 'error',
      );
      expect(first.message).toMatch(message);
      expect(await decide()).toBe(true);
      const { body: overview } = await portal.get('/overview');
      expect(overview.troubledSets).toEqual([
        expect.objectContaining({ name: 'records' }),
      ]);

      folder.remove('records');
      folder.write('records', setFiles('records'));
      await portal.refresh();
      const { body: fixed } = await portal.get('/sets/records');
      expect(fixed).toMatchObject({ health: 'healthy', diagnostics: [] });
    },
  );

  it('refuses symbolic links', async () => {
    folder.link('records/secret.json', '/etc/hostname');
    await portal.refresh();
    const { body } = await portal.get('/sets/records');
    expect(body.diagnostics[0].message).toBe(
      "'secret.json' is a symbolic link",
    );
    folder.remove('records/secret.json');
    await portal.refresh();
    expect((await portal.get('/sets/records')).body.health).toBe('healthy');
  });

  it('names both places of a duplicate, and a new set that never was valid', async () => {
    folder.write('twin', setFiles('records'));
    folder.write('newcomer', { 'policy-set.yaml': 'kind: PolicySet' });
    await portal.refresh();
    const { body } = await portal.get('/overview');
    expect(body.registryErrors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          source: expect.stringContaining('twin'),
          message: expect.stringMatching(/'records' is taken by .*records'/),
        }),
        expect.objectContaining({
          source: expect.stringContaining('newcomer'),
        }),
      ]),
    );
    expect(await decide()).toBe(true);
    folder.remove('twin');
    folder.remove('newcomer');
  });

  it('keeps revisions, activates by content, and takes back what is gone', async () => {
    folder.write('records', setFiles('records', { limit: 1 }));
    folder.write('passing', setFiles('passing', { type: 'passing' }));
    await portal.refresh();
    expect(await decide()).toBe(false);
    const { body: set } = await portal.get('/sets/records');
    expect(set.cases).toEqual({ total: 2, passed: 1, failed: 1 });
    const { body: cases } = await portal.get('/sets/records/cases');
    expect(cases.items[0]).toMatchObject({
      status: 'failed',
      message: 'expected allowed, got denied by no policy',
    });
    const { body: revisions } = await portal.get('/sets/records/revisions');
    expect(revisions.items.map((item: any) => item.active)).toEqual([
      true,
      ...Array(revisions.total - 1).fill(false),
    ]);
    folder.remove('passing');
    folder.write('records', setFiles('records'));
    await portal.refresh();
    expect((await portal.get('/sets/passing')).status).toBe(404);
    expect(await decide()).toBe(true);
  });

  it('keeps everything when the source itself is gone for a while', async () => {
    const { renameSync } = jest.requireActual<typeof import('fs')>('fs');
    renameSync(folder.path, `${folder.path}-away`);
    await portal.refresh();
    const { body } = await portal.get('/overview');
    expect(body.counts.sets).toBe(1);
    expect(body.registryErrors[0].message).toMatch(/cannot be read/);
    expect(await decide()).toBe(true);
    renameSync(`${folder.path}-away`, folder.path);
    await portal.refresh();
    expect((await portal.get('/overview')).body.registryErrors).toEqual([]);
  });
});
