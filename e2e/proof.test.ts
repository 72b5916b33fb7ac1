import { type Page } from '@playwright/test';
import { expect, test } from './support/portal';

// Takes about 40 seconds where the sets were looked at before, and waits where they were not.

/** Whether this machine has what proves; the sentences differ, and so does what may be said. */
async function hasAnalyzer(page: Page): Promise<boolean> {
  await page.goto('/engines?engine=cedar');
  const engine = page.getByRole('region', { name: 'Engine cedar' });
  await expect(engine.getByText('Analyzer', { exact: true })).toBeVisible();
  const ready = engine.getByText('Ready', { exact: true });
  await expect(ready.or(engine.getByText(/^(Missing|Faulty)$/))).toBeVisible();
  return ready.isVisible();
}

test('what holds for all requests is told on changes, on sets and in the playground', async ({
  portal,
}) => {
  test.setTimeout(300_000);
  const { page } = portal;
  await portal.open('/engines', 'Rania Khoury');
  const proves = await hasAnalyzer(page);

  await test.step('an invariant is written by the form, and asked', async () => {
    await page.goto('/playground/withdrawals?create=invariant');
    const dialog = page.getByRole('dialog', { name: 'New invariant' });
    await dialog
      .getByLabel('What must hold')
      .fill('Nobody asks for more than 5,000 USD');
    await choose(page, 'Who', 'user');
    await choose(page, 'On what', 'Withdrawal');
    await dialog.getByLabel('Does what').fill('request');
    await page.getByRole('option', { name: 'request', exact: true }).click();
    await dialog.getByRole('button', { name: 'Add a condition' }).click();
    await dialog
      .getByRole('combobox', { name: 'Attribute' })
      .fill('resource.amount');
    await page
      .getByRole('option', { name: 'resource.amount', exact: true })
      .click();
    await dialog.getByLabel('Value').fill('5000');
    await dialog.getByLabel('Regulation').fill('MiCA');
    await page.keyboard.press('Enter');
    await expect(
      dialog.getByLabel('the invariant', { exact: true }),
    ).toContainText('resource.amount > 5000');
    await portal.expectAccessible();
    await dialog.getByRole('button', { name: 'Add to draft' }).click();

    const result = page.getByRole('region', { name: 'Result' });
    const invariant = result
      .getByRole('listitem')
      .filter({ hasText: 'Nobody asks for more than 5,000 USD' });
    await expect(invariant).toContainText('Broken', { timeout: 60_000 });
    await expect(invariant).toContainText(/Allowed ?by/);
    await portal.expectAccessible();
    // The request that breaks it is decided so by the engine, too.
    await invariant.getByRole('button', { name: 'Open in playground' }).click();
    await expect(
      result.getByRole('heading', { name: 'Allowed', exact: true }),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Revert all' }).click();
  });

  await test.step('a change that lowers a limit opens nothing', async () => {
    await page.goto('/playground/withdrawals?file=policies/daily-limit.cedar');
    for (const before of [
      'then resource.amount > ',
      'else resource.amount > ',
    ]) {
      const line = page.locator('.cm-line', { hasText: before });
      await line.getByText('10000', { exact: true }).dblclick();
      await page.keyboard.type('1000');
    }
    await page.getByRole('button', { name: 'Propose change' }).click();
    await page.getByLabel('What it does').fill('Lower the daily limit');
    await page.getByLabel('Why').fill('Risk asked for it.');
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    const summary = page.getByRole('region', { name: 'For all requests' });
    await expect(summary.getByRole('alert').first()).toContainText(
      proves ? /^Proven: only tighter\./ : /^Searched [\d,]+ requests: /,
      { timeout: 60_000 },
    );
    await summary.getByRole('link', { name: 'See the proof' }).click();
    const request = page
      .getByRole('list', { name: 'Kinds of request' })
      .getByRole('listitem')
      .filter({ hasText: 'user → request → Withdrawal' });
    await expect(request).toContainText(proves ? 'Only tighter' : 'Tighter');
    await expect(request).toContainText('Becomes denied');
    await portal.screenshot('change-proof');
    await portal.expectFits();
    await request.getByRole('button', { name: 'Open in playground' }).click();
    await expect(page).toHaveURL(/\/playground\/withdrawals/);
    await expect(
      page
        .getByRole('region', { name: 'Result' })
        .getByRole('heading', { name: 'Denied', exact: true }),
    ).toBeVisible();
  });

  await test.step('a set tells what holds of it', async () => {
    await page.goto('/catalog/default/policyset/accounts/proof');
    const invariant = page
      .getByRole('list', { name: 'Invariants' })
      .getByRole('listitem')
      .filter({ hasText: 'Nobody changes their own role' });
    await expect(invariant).toContainText(proves ? 'Proven' : 'Searched', {
      timeout: 180_000,
    });
    await expect(page.getByText(/instead of proven/)).toHaveCount(
      proves ? 0 : 1,
    );
    await portal.expectFits();
    await page.goto('/policies/policies?regulation=OFAC');
    await expect(
      page
        .getByRole('region', { name: 'Invariants under OFAC' })
        .getByText('A sanctions hit stops a withdrawal at every step'),
    ).toBeVisible();
  });
});

/** Chooses in a list of types. */
async function choose(page: Page, label: string, option: string) {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
