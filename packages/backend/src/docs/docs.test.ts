import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { until } from '@internal/plugin-policies-node/testUtils';
import { SetsFolder, startPortal } from '../__testUtils__/portal';

/* What the documentation says is tried here: its example files, its requests, its client and its links. */

const root = resolve(__dirname, '../../../..');
const readPage = (path: string) => readFileSync(join(root, path), 'utf8');

/** Fenced blocks that follow a line with nothing but the path of a file. */
function filesOf(markdown: string): Record<string, string> {
  const pattern = /^\*\*`([^`\n]+)`\*\*\n\n```\w*\n([\s\S]*?)^```$/gm;
  return Object.fromEntries(
    [...markdown.matchAll(pattern)].map(([, path, content]) => [path, content]),
  );
}

/** The first fenced block of a language that holds a text. */
function blockWith(markdown: string, language: string, text: string): string {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  const block = [...markdown.matchAll(pattern)]
    .map(([, content]) => content)
    .find(content => content.includes(text));
  if (block === undefined) {
    throw new Error(`there is no ${language} block with '${text}'`);
  }
  return block;
}

describe('docs/domain-teams.md', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    folder.write('refunds', filesOf(readPage('docs/domain-teams.md')));
    portal = await startPortal([folder.path]);
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  const ask = (request: object) =>
    portal.post('/access/v1/evaluation', {
      subject: { type: 'user', id: 'mara' },
      action: { name: 'approve' },
      ...request,
    });
  const refund = (properties: object) => ({
    resource: {
      type: 'Refund',
      id: 'r-1',
      properties: { customer: { type: 'User', id: 'tom' }, ...properties },
    },
  });

  it('has an example that registers without a warning and passes its cases', async () => {
    const { body } = await portal.get('/sets/refunds').expect(200);
    expect(body).toMatchObject({
      health: 'healthy',
      diagnostics: [],
      cases: { total: 3, passed: 3, failed: 0 },
      policyCount: 2,
    });
    const { body: decided } = await ask(refund({ amountCents: 12_000 }));
    expect(decided).toMatchObject({
      decision: true,
      context: { set: 'refunds', policies: ['agent-limit'] },
    });
  });

  it.each([
    ['an unknown attribute', refund({ amountcents: 1, amountCents: 1 })],
    [
      'an unknown context',
      { ...refund({ amountCents: 1 }), context: { x: 1 } },
    ],
    ['a fraction', refund({ amountCents: 1.5 })],
    ['null', refund({ amountCents: null })],
    ['a missing attribute', refund({})],
    [
      'a field in both places',
      {
        ...refund({ amountCents: 1 }),
        action: { name: 'approve', properties: { mfa: true } },
        context: { mfa: true },
      },
    ],
  ])('has requests refused for %s', async (_what, request) => {
    expect((await ask(request)).status).toBe(400);
  });

  it('has an agent denied whom the set does not know', async () => {
    const { body } = await ask({
      ...refund({ amountCents: 1 }),
      subject: { type: 'user', id: 'unknown' },
    });
    expect(body).toMatchObject({ decision: false, context: { policies: [] } });
  });

  it('maps extension types and namespaces as the table says', async () => {
    const files = filesOf(readPage('docs/domain-teams.md'));
    folder.write('shop', {
      'policy-set.yaml': files['policy-set.yaml']
        .replace('name: refunds', 'name: shop')
        .replace('[Refund]', '[Order]')
        .replace(
          'user: User',
          'user: "Shop::User"\n    Order: "Shop::Order"\n    Action: "Shop::Action"',
        )
        .replace(
          / {2}policies:[\s\S]*/,
          '  policies: [{ name: all, title: All }]',
        ),
      'schema.cedarschema': `namespace Shop {
  entity User;
  entity Order { total: decimal, placed: datetime, wait: duration, from: ipaddr };
  action read appliesTo { principal: [User], resource: [Order] };
}`,
      'policies/all.cedar': `permit (principal, action == Shop::Action::"read", resource)
when { resource.total.lessThan(decimal("10.5")) && resource.from.isInRange(ip("10.0.0.0/8")) };`,
    });
    await portal.refresh();
    const { body } = await portal.get('/sets/shop').expect(200);
    expect(body.diagnostics).toEqual([]);
    const order = (total: string) =>
      ask({
        action: { name: 'read' },
        resource: {
          type: 'Order',
          id: 'o-1',
          properties: {
            total,
            placed: '2026-01-31T09:00:00Z',
            wait: '1h30m',
            from: '10.1.2.3',
          },
        },
      });
    expect((await order('10.25')).body).toMatchObject({ decision: true });
    expect((await order('10.75')).body).toMatchObject({ decision: false });
    expect((await order('much')).status).toBe(400);
  });
});

describe('docs/service-teams.md and README.md', () => {
  const page = readPage('docs/service-teams.md');
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'));
    portal = await startPortal([join(root, 'estate/sets/withdrawals')]);
    await until(
      async () => (await portal.get('/sets/withdrawals')).body.revision,
    );
  });

  afterAll(async () => {
    await portal.stop();
    rmSync(folder, { recursive: true });
  });

  const requestIn = (command: string) =>
    JSON.parse(/-d '(\{[\s\S]*?\})'$/m.exec(command)![1]);
  const curlRequest = () => requestIn(blockWith(page, 'sh', 'curl'));

  it('shows answers that the example company gives', async () => {
    const answer = JSON.parse(blockWith(page, 'json', '"durationUs"'));
    const { body } = await portal.post('/access/v1/evaluation', curlRequest());
    expect(body).toEqual({
      decision: answer.decision,
      context: {
        ...answer.context,
        revision: expect.stringMatching(/^[0-9a-f]{64}$/),
        durationUs: expect.any(Number),
      },
    });
    const batch = await portal.post(
      '/access/v1/evaluations',
      blockWith(page, 'json', '"evaluations_semantic"'),
    );
    expect(
      batch.body.evaluations.map(
        (item: { decision: boolean }) => item.decision,
      ),
    ).toEqual([true, false]);
  });

  it('shows a search that the example company answers', async () => {
    const { body } = await portal
      .post(
        '/access/v1/search/resource',
        requestIn(blockWith(page, 'sh', '/search/resource')),
      )
      .expect(200);
    const answer = JSON.parse(blockWith(page, 'json', '"next_token"'));
    expect(body).toMatchObject(answer);
  });

  it('has a tour in the README that flips a decision', async () => {
    const request = requestIn(readPage('README.md'));
    const { body: files } = await portal.get(
      '/sets/withdrawals/revisions/active',
    );
    const evaluate = async (edit: (content: string) => string) => {
      const { body } = await portal.post('/playground/evaluate', {
        request,
        files: files.files.map(
          ({ path, content }: { path: string; content: string }) => ({
            path,
            content: path.endsWith('/daily-limit.cedar')
              ? edit(content)
              : content,
          }),
        ),
      });
      return body.decision;
    };
    expect(await evaluate(content => content)).toMatchObject({
      outcome: 'allowed',
      determining: [{ policy: 'daily-limit' }],
    });
    expect(
      await evaluate(content => content.replace(/10000/g, '1000')),
    ).toMatchObject({
      outcome: 'denied',
      determining: [{ policy: 'daily-limit' }],
    });
    const live = await portal.post('/access/v1/evaluation', request);
    expect(live.body.decision).toBe(true);
  });

  it('has a client that says yes only when the portal does', async () => {
    const file = join(folder, 'client.ts');
    writeFileSync(file, blockWith(page, 'ts', 'class PolicyPortal'));
    // eslint-disable-next-line @typescript-eslint/no-require-imports, global-require, import/no-dynamic-require
    const { PolicyPortal } = require(file);
    const client = (token: string, baseUrl?: string) =>
      new PolicyPortal({
        baseUrl: baseUrl ?? `http://localhost:${portal.server.port()}`,
        token,
        timeoutMs: 20_000,
      });
    const token = mockCredentials.service.token();
    const request = curlRequest();
    const large = structuredClone(request);
    large.resource.properties.amount = 25_000;
    const errors = jest.spyOn(console, 'error').mockImplementation(() => {});
    expect(await client(token).isAllowed(request)).toBe(true);
    expect(await client(token).isAllowed(large)).toBe(false);
    expect(errors).not.toHaveBeenCalled();
    expect(await client('no-token').isAllowed(request)).toBe(false);
    expect(await client(token).isAllowed({ subject: 'ana' })).toBe(false);
    expect(await client(token, 'http://localhost:1').isAllowed(request)).toBe(
      false,
    );
    expect(errors).toHaveBeenCalledTimes(3);
    errors.mockRestore();
  });
});

describe('links of the documentation', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter(name => name.endsWith('.md'))
      .map(name => `docs/${name}`),
    ...readdirSync(join(root, 'plugins')).map(
      name => `plugins/${name}/README.md`,
    ),
    'estate/README.md',
  ];

  /** As GitHub names the headings of a page. */
  const anchorsOf = (path: string) =>
    [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replace(/ /g, '-'),
    );

  it.each(pages)('%s leads to files and headings that exist', page => {
    const links = [...readPage(page).matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)];
    const broken = links
      // Images are made by `yarn screenshots`.
      .filter(([, image, target]) => !image && !/^\w+:/.test(target))
      .filter(([, , target]) => {
        const [path, anchor] = target.split('#');
        const file = path
          ? resolve(root, dirname(page), path)
          : join(root, page);
        return (
          !existsSync(file) ||
          (anchor !== undefined && !anchorsOf(file).includes(anchor))
        );
      });
    expect(broken.map(([, , target]) => target)).toEqual([]);
  });
});
