import { expect, test } from './support/portal';

test('a domain that does not exist becomes live with a green decision', async ({
  portal,
  colleague,
}) => {
  const { page } = portal;
  await portal.open('/onboarding', 'Rania Khoury');
  await expect(page.getByText('24 policy sets')).toBeVisible({
    timeout: 30_000,
  });
  await portal.screenshot('onboarding');
  await portal.expectAccessible();
  await page.getByRole('button', { name: 'Onboard a domain' }).click();
  await expect(page).toHaveURL(/\/onboarding\/\d+$/);

  const next = () => page.getByRole('link', { name: /^Next: / }).click();
  await page.getByLabel('Name of the domain').fill('Chargebacks');
  await page.getByLabel('What it is about').fill('Disputed card payments.');
  await page.getByLabel('Owning group').fill('Withdrawals');
  await page.getByRole('option', { name: 'Withdrawals team' }).click();
  await next();

  await page.getByRole('radio', { name: /Four-eyes/ }).check();
  await expect(
    page.getByRole('textbox', { name: 'Name', exact: true }),
  ).toHaveValue('chargebacks');
  await page.getByLabel('What is decided about').fill('Chargeback');
  await page.getByLabel('Runbook').fill('https://runbooks.example/chargebacks');
  await portal.screenshot('journey-subject');
  await portal.expectAccessible();
  await next();

  await expect(page.getByRole('radio', { name: /cedar/ })).toBeChecked();
  await next();
  await expect(page.getByRole('status').getByText(/^Valid; /)).toBeVisible();
  const cases = page.getByRole('table', { name: 'Cases' });
  await expect(cases.getByText('Allowed').first()).toBeVisible();
  await portal.screenshot('journey-policies');
  await portal.expectAccessible();

  // Another machine sees what was typed here.
  await colleague.open(
    page.url().replace('policies', 'subject'),
    'Stefan Kovac',
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
  await page.getByRole('option').first().click();
  await next();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const form = page.getByRole('region', { name: 'Try it' });
  await expect(form.getByText('Allowed', { exact: true })).toBeVisible();
  await portal.screenshot('journey-try');
  await next();
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

  await colleague.open(page.url(), 'Stefan Kovac');
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
  await expect(async () => {
    await page.goto('/catalog/default/domain/chargebacks');
    await expect(
      page.getByRole('heading', { name: 'Chargebacks' }),
    ).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 45_000 });
  await page.goto('/onboarding?q=chargebacks');
  await page
    .getByRole('table', { name: 'Onboarding' })
    .getByRole('link', { name: 'Card chargebacks' })
    .click();
  await expect(page.getByText('Piloting').first()).toBeVisible();
  await expect(page.getByText('Runbook linked')).toBeVisible();
  await portal.screenshot('onboarding-row');
  await portal.expectAccessible();
});
