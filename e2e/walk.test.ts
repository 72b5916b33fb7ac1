import { readFileSync } from 'node:fs';
import { expect, test } from './support/portal';

const policyPage = '/catalog/default/policy/withdrawals.daily-limit';

test('a newcomer finds a policy, its owner and consumers, edits it and sees the decision flip', async ({
  portal,
}) => {
  const { page } = portal;
  await portal.open('/');

  await page.getByRole('link', { name: 'Find a policy' }).first().click();
  await page
    .getByRole('searchbox', { name: 'Search' })
    .fill('daily withdrawal');
  await page.getByRole('link', { name: 'Daily withdrawal limit' }).click();

  await expect(
    page.getByRole('heading', { name: 'Daily withdrawal limit' }),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: 'Withdrawals team' }).first(),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: 'withdrawal-orchestrator' }).first(),
  ).toBeVisible({ timeout: 30_000 });

  await page.getByRole('link', { name: 'Open in playground' }).click();
  await expect(page).toHaveURL(/\/playground\/withdrawals/);
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByText('Allowed', { exact: true })).toBeVisible();

  for (const line of ['then resource.amount > ', 'else resource.amount > ']) {
    const number = page
      .locator('.cm-line', { hasText: line })
      .getByText('10000', { exact: true });
    await number.dblclick();
    await page.keyboard.type('1000');
  }
  await expect(result.getByText('Denied', { exact: true })).toBeVisible();
  await expect(result.getByText(/daily-limit/).first()).toBeVisible();
  await portal.screenshot('playground');

  await page.reload();
  await expect(result.getByText('Denied', { exact: true })).toBeVisible();
  await expect(
    page.locator('.cm-line', { hasText: 'else resource.amount > 1000' }),
  ).toBeVisible();
});

test('a service gets the same decision with the printed token', async ({
  request,
}) => {
  const [, token] = /token: (\S+)/.exec(
    readFileSync(
      `${process.env.PORTAL_DATA || '.portal'}/app-config.local.yaml`,
      'utf8',
    ),
  )!;
  const ask = (amount: number, headers: Record<string, string>) =>
    request.post('/api/policies/access/v1/evaluation', {
      headers,
      data: {
        subject: { type: 'user', id: 'ana' },
        action: { name: 'request' },
        resource: { type: 'Withdrawal', id: 'w-1001', properties: { amount } },
        context: { mfa: true },
      },
    });
  const authorized = { authorization: `Bearer ${token}` };
  expect(await (await ask(2_500, authorized)).json()).toMatchObject({
    decision: true,
    context: { set: 'withdrawals', policies: ['daily-limit'] },
  });
  expect(await (await ask(25_000, authorized)).json()).toMatchObject({
    decision: false,
    context: { policies: ['daily-limit'] },
  });
  expect((await ask(2_500, {})).status()).toBe(401);
  expect((await ask(2_500, { authorization: 'Bearer no' })).status()).toBe(401);
});

test('search finds policies by title, regulation and text', async ({
  portal,
}) => {
  const { page } = portal;
  await portal.open('/');
  for (const [term, title] of [
    ['daily withdrawal limit', 'Daily withdrawal limit'],
    ['FATF', /travel|originator|withdrawal/i],
    ['withdrawnToday', 'Daily withdrawal limit'],
  ] as const) {
    // The index is filled in the background after the start.
    await expect(async () => {
      await page.goto(`/search?query=${encodeURIComponent(term)}`);
      await expect(
        page.getByRole('article').getByRole('link', { name: title }).first(),
      ).toBeVisible({ timeout: 4_000 });
    }).toPass({ timeout: 55_000 });
  }
});

test('what a person reaches by keyboard', async ({ portal }) => {
  const { page } = portal;
  await portal.open(policyPage);
  const link = page.getByRole('link', { name: 'Open in playground' });
  await expect(link).toBeVisible({ timeout: 30_000 });
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/playground\/withdrawals/);
  await expect(page.getByText('Allowed', { exact: true })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
