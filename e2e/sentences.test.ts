import type { BoardRow, PolicySummary } from '@internal/plugin-policies-common';
import { expect, test } from './support/portal';
import { Question, ServicesPortal } from './support/servicesPortal';

/*
 * Sentences that were not true, each with the data that made it false.
 */

const PORT = Number(process.env.PORTAL_SERVICES_PORT ?? 7067);

const withdrawal: Question = {
  subject: { type: 'user', id: 'ana' },
  action: { name: 'request' },
  resource: {
    type: 'Withdrawal',
    id: 'w-1001',
    properties: { owner: { type: 'User', id: 'ana' }, amount: 2500 },
  },
  context: { mfa: true },
};
const account: Question = {
  subject: { type: 'user', id: 'ana' },
  action: { name: 'update' },
  resource: { type: 'Account', id: 'acc-ana' },
};
const market: Question = {
  subject: { type: 'service', id: 'circuit-breaker' },
  action: { name: 'halt' },
  resource: { type: 'Market', id: 'BTC-USD' },
};

test.use({ baseURL: `http://localhost:${PORT}` });

test.describe('the portal says what is so', () => {
  let services: ServicesPortal;

  test.beforeAll(async ({ request }) => {
    test.setTimeout(240_000);
    services = await ServicesPortal.start(PORT);
    await services.untilCatalogued(request, 'component/default/mobile-bff');
  });

  test.afterAll(async () => {
    await services?.close();
  });

  test('a service sees every set it asked, however many others asked since', async ({
    portal,
    request,
  }) => {
    for (const question of [withdrawal, account, market]) {
      await services.ask(request, 'mobile-bff', question, 2);
    }
    await services.ask(request, 'order-gateway', withdrawal, 5_000);
    const { page } = portal;
    await portal.open('/catalog/default/component/mobile-bff/policies');
    const table = page.getByRole('table', { name: 'Consumed policy sets' });
    for (const set of ['Withdrawals', 'Accounts', 'Spot trading']) {
      await expect(
        table.getByRole('row').filter({
          has: page.getByRole('link', { name: set, exact: true }),
        }),
      ).toContainText(/2/);
    }
  });

  test('the log has an entry of every decision', async ({ request }) => {
    const stored = async () =>
      (await services.read(request, '/decisions?limit=1')).total;
    const before = await stored();
    await services.ask(request, 'order-gateway', withdrawal, 5_000);
    await expect.poll(stored).toBeGreaterThanOrEqual(before + 5_000);
    let cursor: string | undefined;
    let listed = 0;
    let total = 0;
    do {
      const page = await services.read(
        request,
        `/decisions?limit=1000${cursor ? `&cursor=${cursor}` : ''}`,
      );
      listed += page.items.length;
      ({ total, nextCursor: cursor } = page);
    } while (cursor);
    expect(listed).toBe(total);
    const { counts } = await services.read(request, '/overview');
    expect(counts.decisions24h).toBe(total);
    expect(counts.leftOut24h).toBe(0);
  });

  test('comparing a draft with what is live is no decision of production', async ({
    portal,
    request,
  }) => {
    const before = await services.read(request, '/overview');
    const { page } = portal;
    await portal.open('/playground/withdrawals', 'Rania Khoury');
    await page.getByLabel('Compare with live').check();
    await expect(page.getByText(/^Same as live/)).toBeVisible();
    const after = await services.read(request, '/overview');
    expect(after.counts).toEqual(before.counts);
    const { observedConsumers } = await services.read(
      request,
      '/sets/withdrawals',
    );
    expect(JSON.stringify(observedConsumers)).not.toContain('rania');
  });

  test('search shows a policy once, with set, owner and regulations, and deprecated ones last', async ({
    portal,
    request,
  }) => {
    // The indexes fill in the first seconds.
    await expect
      .poll(
        async () =>
          new Set(
            (
              await services.search(request, 'travel rule')
            ).map(({ type }) => type),
          ).size,
        { timeout: 90_000 },
      )
      .toBe(2);
    const { page } = portal;
    await portal.open('/search?query=travel+rule');
    const hits = page
      .getByRole('listitem')
      .filter({ has: page.getByText(/^Policy of /) });
    const main = page.locator('body');
    await expect(main).not.toContainText(/<\/?[0-9a-f]{8}-/);
    await expect(main).not.toContainText('generated-');
    await expect(hits.first()).toContainText(
      /Policy of Travel rule, owned by Travel rule team/i,
    );
    await expect(hits.first()).toContainText('FATF R.16');
    const found = await services.search(request, 'travel rule');
    const deprecated = found.map(
      ({ document }) => document.lifecycle === 'deprecated',
    );
    expect(deprecated).toContain(true);
    expect(deprecated.indexOf(true)).toBe(deprecated.lastIndexOf(false) + 1);
    const paths = await hits.evaluateAll(items =>
      items.map(item => item.querySelector('a')?.getAttribute('href')),
    );
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('a policy that nobody names has no consumer, and can be found', async ({
    portal,
  }) => {
    const { page } = portal;
    await portal.open('/catalog/default/policy/staking.slashing-two-person');
    await expect(page.getByText('No consumer names this policy')).toBeVisible();
    await expect(page.getByText('the whole set')).toHaveCount(0);
    await portal.open('/policies/policies?consumer=none&set=staking');
    await expect(
      page
        .getByRole('table', { name: 'Policies' })
        .getByRole('link', { name: /slashing/i }),
    ).toBeVisible();
  });

  test('home and the board know the same of what needs attention', async ({
    portal,
    request,
  }) => {
    const { items } = await services.read(request, '/journeys');
    const wanting = (items as BoardRow[]).filter(
      ({ stage }) => stage === 'needs-attention',
    );
    expect(wanting.length).toBeGreaterThan(0);
    const { page } = portal;
    await portal.open('/');
    const table = page.getByRole('table', { name: 'Sets that need attention' });
    await expect(table.getByRole('row')).toHaveCount(wanting.length + 1);
    for (const { title } of wanting) {
      await expect(
        table.getByRole('link', { name: title, exact: true }),
      ).toBeVisible();
    }
    await expect(page.getByText(/Nothing needs attention/)).toHaveCount(0);
    await table.getByRole('link').first().click();
    await expect(page).toHaveURL(/\/onboarding\?open=set-/);
  });

  test('a regulation is found with its parts', async ({ portal, request }) => {
    const { items } = await services.read(request, '/policies?limit=1000');
    const serving = (items as PolicySummary[]).filter(({ regulations }) =>
      regulations.some(name => /^MiCA\b/.test(name)),
    );
    expect(
      serving.some(({ regulations }) => !regulations.includes('MiCA')),
    ).toBe(true);
    const { page } = portal;
    await portal.open('/policies/policies?regulation=MiCA');
    await expect(
      page.getByText(`${serving.length} of ${items.length} policies`),
    ).toBeVisible();
  });

  test('every "Onboard a domain" begins a journey', async ({ portal }) => {
    const { page } = portal;
    for (const path of ['/', '/policies/sets', '/onboarding']) {
      await portal.open(path);
      await page
        .getByRole('link', { name: 'Onboard a domain' })
        .first()
        .click();
      await expect(page).toHaveURL(/\/onboarding\/\d+$/);
      await expect(page.getByLabel('Name of the domain')).toBeVisible();
    }
  });

  test('a journey says nothing of its files before it knows them', async ({
    portal,
  }) => {
    const { page } = portal;
    await portal.open('/onboarding/new', 'Rania Khoury');
    await expect(page).toHaveURL(/\/onboarding\/\d+$/);
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    let answer: () => void = () => {};
    const held = new Promise<void>(resolve => {
      answer = resolve;
    });
    await page.route('**/journeys/*/preview', async route => {
      await held;
      await route.continue();
    });
    await page.goto(`${new URL(page.url()).pathname}/policies`);
    await expect(page.getByLabel('Loading the files')).toBeVisible();
    await expect(page.getByText('There are no files yet')).toHaveCount(0);
    await expect(page.getByTitle('Blocked')).toHaveCount(0);
    answer();
    await expect(page.getByText('There are no files yet')).toBeVisible();
  });

  test('house rules that ask to look at something have not simply passed', async ({
    portal,
  }) => {
    const { page } = portal;
    await portal.open(
      '/playground/withdrawals?file=policy-set.yaml',
      'Rania Khoury',
    );
    await page
      .locator('.cm-line', { hasText: 'regulations: [MiCA, FATF R.16]' })
      .first()
      .click();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type('regulations: []');
    await page.getByRole('button', { name: 'Propose change' }).click();
    await page.getByLabel('What it does').fill('Name no regulation');
    await page.getByLabel('Why').fill('Nobody knows which one.');
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    const checks = page.getByRole('region', { name: 'Checks' });
    const rules = checks
      .locator('div')
      .filter({ hasText: /House rules: \d+ to look at/ })
      .last();
    await expect(rules.getByText('Warnings')).toBeVisible({ timeout: 60_000 });
    await expect(rules.getByText('Passed')).toHaveCount(0);
  });

  test('a change that newly denies has not simply passed, and what is withdrawn was not rejected', async ({
    portal,
    request,
  }) => {
    await services.ask(request, 'order-gateway', withdrawal, 5);
    const { page } = portal;
    await portal.open(
      '/playground/withdrawals?file=policies/daily-limit.cedar',
      'Rania Khoury',
    );
    for (const line of ['then resource.amount > ', 'else resource.amount > ']) {
      await page
        .locator('.cm-line', { hasText: line })
        .getByText('10000', { exact: true })
        .dblclick();
      await page.keyboard.type('1000');
    }
    await page.getByRole('button', { name: 'Propose change' }).click();
    await page.getByLabel('What it does').fill('Lower the daily limit');
    await page.getByLabel('Why').fill('Risk asked for it.');
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    const checks = page.getByRole('region', { name: 'Checks' });
    await expect(checks.getByText('Changes decisions')).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: /^Withdraw/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('A slip of mine.');
    await dialog.getByRole('button', { name: 'Withdraw' }).click();
    await expect(page.getByText('Withdrawn', { exact: true })).toBeVisible();
    await expect(page.getByText('It was withdrawn.')).toBeVisible();
    await expect(page.getByText(/rejected/i)).toHaveCount(0);
  });
});
