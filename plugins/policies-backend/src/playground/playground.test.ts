import { SetsFolder, setFiles } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

describe('playground', () => {
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

  const draft = (files: Record<string, string> = {}) => ({
    files: Object.entries({ ...setFiles('records'), ...files }).map(
      ([path, content]) => ({ path, content }),
    ),
  });

  it('decides on a draft, explains it in words, and leaves the live set alone', async () => {
    const edited = draft({
      'policies/read.cedar': setFiles('records', { limit: 5 })[
        'policies/read.cedar'
      ],
    });
    const { body } = await portal
      .post('/playground/evaluate', {
        ...edited,
        request: readRequest('alice'),
      })
      .expect(200);
    expect(body).toMatchObject({
      diagnostics: [],
      vocabulary: { actions: expect.any(Array) },
      policies: [
        {
          policy: 'read',
          file: 'policies/read.cedar',
          range: { startLine: 1 },
        },
        { policy: 'read', range: { startLine: 3 } },
      ],
      decision: {
        outcome: 'denied',
        reason:
          "Denied: no policy allows it. 'read' would have, but when { resource.amount <= 5 } does not hold: resource.amount is 10.",
        determining: [],
      },
    });
    const live = await portal.post(
      '/sets/records/access/v1/evaluation',
      readRequest('alice'),
    );
    expect(live.body.decision).toBe(true);
    expect((await portal.get('/sets/records/revisions')).body.total).toBe(1);
    const allowed = await portal.post('/playground/evaluate', {
      ...draft(),
      request: readRequest('alice'),
    });
    expect(allowed.body.decision).toMatchObject({
      outcome: 'allowed',
      reason: "Allowed by 'read'.",
      determining: [{ policy: 'read', effect: 'permit' }],
    });
  });

  it('streams cases against the draft', async () => {
    const run = async (files: Record<string, string> = {}) =>
      (await portal.post('/playground/cases', draft(files)).expect(200)).text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
    const events = await run({
      'policies/read.cedar': setFiles('records', { limit: 5 })[
        'policies/read.cedar'
      ],
    });
    expect(events).toEqual([
      { type: 'start', total: 2 },
      {
        type: 'result',
        index: 0,
        result: expect.objectContaining({ status: 'failed', decision: false }),
      },
      {
        type: 'result',
        index: 1,
        result: expect.objectContaining({ status: 'passed' }),
      },
      {
        type: 'end',
        counts: { total: 2, passed: 1, failed: 1 },
        durationMs: expect.any(Number),
      },
    ]);
    expect(await run({ 'policies/read.cedar': 'permit' })).toEqual([
      {
        type: 'invalid',
        diagnostics: [expect.objectContaining({ severity: 'error' })],
      },
    ]);
  });

  it('refuses hostile drafts by name, and goes on', async () => {
    for (const [body, status, message] of [
      [{ files: [] }, 400, /files/],
      [{ files: [{ path: '../x', content: '' }] }, 400, /"\.\."/],
      [{ files: [{ path: '/etc/passwd', content: '' }] }, 400, /leading/],
      [`{"files":${'['.repeat(10_000)}`, 400, /deeper/],
      [
        `{"files":[{"path":"a","content":"${'x'.repeat(11_000_000)}"}]}`,
        413,
        /larger/,
      ],
    ] as const) {
      const answer = await portal.post('/playground/evaluate', body);
      expect([answer.status, answer.body.error.message]).toEqual([
        status,
        expect.stringMatching(message),
      ]);
    }
    for (const [files, message] of [
      [{ 'policies/read.cedar': 'x'.repeat(1_000_001) }, /1000001 bytes/],
      [{ 'policy-set.yaml': '['.repeat(5_000) }, /deeper than 100/],
      [{ 'policy-set.yaml': 'a: &a [x]\nb: [*c]' }, /alias|YAML/i],
      [{ 'entities.json': '['.repeat(9_000) }, /deeper/],
      [
        {
          'schema.cedarschema': `entity user { a: ${'Set<'.repeat(
            3_000,
          )}Long${'>'.repeat(3_000)} };`,
        },
        /deeper|overflow/,
      ],
    ] as Array<[Record<string, string>, RegExp]>) {
      const { body } = await portal
        .post('/playground/evaluate', {
          ...draft(files),
          request: readRequest('alice'),
        })
        .expect(200);
      expect(body.decision).toBeUndefined();
      expect(body.diagnostics[0].message).toMatch(message);
    }
    const { body } = await portal
      .post('/playground/evaluate', {
        ...draft(),
        request: readRequest('alice'),
      })
      .expect(200);
    expect(body.decision.outcome).toBe('allowed');
  });
});
