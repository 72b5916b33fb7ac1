import { request, type Page } from '@playwright/test';
import { expect, Portal } from './portal';

type People = { portal: Portal; colleague: Portal };

/** A change from the playground through review and publication to roll-back. */
export async function walkChange({ portal, colleague }: People) {
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
  await portal.expectFits();
  const { pathname } = new URL(page.url());

  await colleague.open(pathname, 'Stefan Kovac');
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
  await colleague.expectFits();
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
  await portal.expectFits();
}

/** A domain that does not exist, to a green decision. */
export async function walkOnboarding({ portal, colleague }: People) {
  const { page } = portal;
  await portal.open('/onboarding', 'Rania Khoury');
  await expect(page.getByText(/^2\d policy sets$/)).toBeVisible({
    timeout: 30_000,
  });
  await portal.expectFits();
  await page.getByRole('link', { name: 'Onboard a domain' }).click();
  await expect(page).toHaveURL(/\/onboarding\/\d+$/);

  const next = () => page.getByRole('link', { name: /^Next: / }).click();
  await page.getByLabel('Name of the domain').fill('Chargebacks');
  await page.getByLabel('What it is about').fill('Disputed card payments.');
  await page.getByLabel('Owning group').fill('Withdrawals');
  await page.getByRole('option', { name: 'Withdrawals team' }).click();
  await page.getByLabel('Invited people').fill('Amara');
  await page.getByRole('option', { name: 'Amara Okafor' }).click();
  await expect(
    page.getByRole('button', { name: 'Amara Okafor', exact: true }),
  ).toBeVisible();
  await next();

  await page.getByRole('radio', { name: /Four-eyes/ }).check();
  await expect(
    page.getByRole('textbox', { name: 'Name', exact: true }),
  ).toHaveValue('chargebacks');
  await page.getByLabel('What is decided about').fill('Chargeback');
  await page.getByLabel('Instead of “approve”').fill('uphold');
  await page.getByLabel('Runbook').fill('https://runbooks.example/chargebacks');
  await portal.expectFits();
  await next();

  await expect(page.getByRole('radio', { name: /cedar/ })).toBeChecked();
  await next();
  await expect(page.getByRole('status').getByText(/^Valid; /)).toBeVisible();
  const cases = page.getByRole('table', { name: 'Cases' });
  await expect(cases.getByText('Allowed').first()).toBeVisible();
  await expect(cases.getByText('uphold').first()).toBeVisible();
  await portal.screenshot('journey-policies');
  await portal.expectFits();

  // Another machine sees what was typed here, and who is invited writes there.
  await colleague.open(
    new URL(page.url()).pathname.replace('policies', 'subject'),
    'Amara Okafor',
  );
  await expect(colleague.page.getByLabel('What is decided about')).toHaveValue(
    'Chargeback',
  );
  await colleague.page
    .getByRole('textbox', { name: 'Title' })
    .fill('Card chargebacks');
  await expect(colleague.page.getByText('Saved')).toBeVisible();
  await expect(page.getByText('Card chargebacks').first()).toBeVisible({
    timeout: 15_000,
  });

  await next();
  await page.getByLabel('Components').fill('card-');
  const [consumer] = await page.getByRole('option').allTextContents();
  await page.getByRole('option').first().click();
  await next();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const form = page.getByRole('region', { name: 'Try it' });
  await expect(form.getByText('Allowed', { exact: true })).toBeVisible();
  await portal.expectFits();
  await next();
  await page
    .getByRole('button', { name: 'Or push it as a branch for a pull request' })
    .click();
  await expect(page.getByText(/^Pushed as/)).toContainText(
    'onboard-card-chargebacks',
  );
  await portal.expectFits();
  await page
    .getByRole('textbox', { name: 'Why' })
    .fill('Disputes are decided in five places now.');
  await page.getByRole('button', { name: 'Ask for review' }).click();
  await expect(page).toHaveURL(/\/changes\/\d+$/);
  const checks = page.getByRole('region', { name: 'Checks' });
  await expect(checks.getByText(/Running|Queued/)).toHaveCount(0, {
    timeout: 30_000,
  });
  await expect(checks.getByText('Failed')).toHaveCount(0);

  // Amara wrote a part of it, so somebody else approves. A tab keeps its person until its storage is gone.
  await colleague.page.evaluate(() => window.sessionStorage.clear());
  await colleague.open(new URL(page.url()).pathname, 'Stefan Kovac');
  await colleague.page.getByRole('button', { name: 'Review' }).click();
  await colleague.page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(
    page.getByText(/Its revision became the active one/),
  ).toBeVisible();

  // The catalog has the set and the new domain, and the playground decides.
  await page.goto('/playground/card-chargebacks');
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result.getByText('Allowed', { exact: true })).toBeVisible({
    timeout: 30_000,
  });
  // A page of what is not there yet would be an error in the console.
  await untilCatalogued(page, 'domain/default/chargebacks');
  await page.goto('/catalog/default/domain/chargebacks');
  await expect(
    page.getByRole('heading', { name: 'Chargebacks' }),
  ).toBeVisible();
  // Who was chosen is kept, until their catalog files say so.
  await page.goto('/policies/sets/card-chargebacks');
  await expect(
    page.getByText(/^Waiting for the annotation in .*Each adds this/),
  ).toContainText(consumer, { timeout: 30_000 });
  await expect(
    page
      .getByRole('table', { name: 'Consumers' })
      .getByRole('row')
      .filter({ hasText: consumer }),
  ).toContainText('Intended');
  await portal.expectAccessible();
  await page.goto('/onboarding?q=chargebacks');
  await page
    .getByRole('table', { name: 'Onboarding' })
    .getByRole('link', { name: 'Card chargebacks' })
    .click();
  await expect(page.getByText('Piloting').first()).toBeVisible();
  await expect(page.getByText('Runbook linked')).toBeVisible();
  await portal.screenshot('onboarding-row');
  await portal.expectFits();
}

/** Asks the catalog beside the page until it has an entity. */
async function untilCatalogued(page: Page, entity: string): Promise<void> {
  const context = await request.newContext({
    baseURL: new URL(page.url()).origin,
  });
  const session = await context.get('/api/auth/example/refresh', {
    headers: {
      'x-example-person': 'user:default/saga.bergstrom',
      'x-requested-with': 'XMLHttpRequest',
    },
  });
  const { token } = (await session.json()).backstageIdentity;
  await expect
    .poll(
      async () =>
        (
          await context.get(`/api/catalog/entities/by-name/${entity}`, {
            headers: { authorization: `Bearer ${token}` },
          })
        ).status(),
      { timeout: 45_000 },
    )
    .toBe(200);
  await context.dispose();
}
