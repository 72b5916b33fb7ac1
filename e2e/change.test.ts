import { expect, test } from './support/portal';

test('a change goes from the playground through review and publication to roll-back', async ({
  portal,
  colleague,
}) => {
  const { page } = portal;
  await portal.open(
    '/playground/withdrawals?file=policies/daily-limit.cedar',
    'Rania Khoury',
  );
  const line = page.locator('.cm-line', { hasText: 'else resource.amount > ' });
  await line.getByText('10000', { exact: true }).dblclick();
  await page.keyboard.type('12000');
  await page.getByRole('button', { name: 'Propose change' }).click();
  await page.getByLabel('What it does').fill('Raise the daily limit');
  await page.getByLabel('Why').fill('Customers asked for it.');
  await page.getByRole('button', { name: 'Propose', exact: true }).click();

  await expect(page).toHaveURL(/\/changes\/\d+$/);
  await expect(
    page.getByRole('heading', { name: 'Raise the daily limit' }),
  ).toBeVisible();
  const checks = page.getByRole('region', { name: 'Checks' });
  await expect(checks.getByText('Running')).toHaveCount(0, { timeout: 30_000 });
  await expect(checks.getByText('Queued')).toHaveCount(0);
  await expect(checks.getByText('Failed')).toHaveCount(0);
  await expect(page.getByText(/It waits for 'team-withdrawals'/)).toBeVisible();
  await portal.screenshot('change');
  await portal.expectAccessible();
  const url = page.url();

  await colleague.open(url, 'Stefan Kovac');
  const other = colleague.page;
  await other.getByRole('link', { name: 'Files' }).click();
  const file = other.getByRole('region', {
    name: 'policies/daily-limit.cedar',
  });
  await expect(file.getByText(/> 12000/)).toBeVisible();
  await file
    .getByRole('button', { name: /^Comment on line/ })
    .first()
    .click();
  await file
    .getByRole('textbox', { name: /^Comment on line/ })
    .fill('Is this agreed with risk?');
  await file.getByRole('button', { name: 'Send' }).click();
  await expect(file.getByText('Is this agreed with risk?')).toBeVisible();
  await colleague.screenshot('change-files');
  await colleague.expectAccessible();
  await other.getByRole('button', { name: 'Review' }).click();
  await other.getByRole('textbox', { name: 'Comment' }).fill('Fine with me.');
  await other.getByRole('button', { name: 'Approve' }).click();
  await expect(other.getByRole('button', { name: 'Publish' })).toBeEnabled();

  // The author's page shows it by itself.
  await expect(page.getByRole('button', { name: 'Publish' })).toBeEnabled({
    timeout: 15_000,
  });
  await expect(page.getByText('Is this agreed with risk?')).toBeVisible();
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(
    page.getByText(/Its revision became the active one/),
  ).toBeVisible();
  await portal.screenshot('change-published');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Download evidence' }).click();
  expect((await download).suggestedFilename()).toMatch(
    /^change-\d+-evidence\.zip$/,
  );

  await page.getByRole('button', { name: 'Roll back' }).click();
  await page.getByRole('textbox', { name: 'Why' }).fill('Risk does not agree.');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Roll back' })
    .click();
  await expect(page.getByText(/It was rolled back/)).toBeVisible();
  await page.goto('/catalog/default/policyset/withdrawals/history');
  const history = page.getByRole('table', { name: 'History' });
  await expect(history.getByText('Rolled back')).toBeVisible();
  await expect(history.getByText('Risk does not agree.')).toBeVisible();
  await expect(history.getByText('Raise the daily limit')).toBeVisible();
  await portal.screenshot('history');
  await portal.expectAccessible();
});
