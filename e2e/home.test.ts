import { expect, test } from './support/portal';

test('home tells what there is and leads to each task', async ({ portal }) => {
  const { page } = portal;
  await portal.open('/');
  await expect(
    page.getByRole('heading', { name: 'Policy portal', level: 1 }),
  ).toBeVisible();
  await expect(page.getByText('Nothing needs attention')).toBeVisible();
  for (const [label, count] of [
    ['Policy sets', '24'],
    ['Domains', '24'],
    ['Policies', '204'],
  ]) {
    await expect(
      page
        .getByRole('main')
        .locator('div', { has: page.getByText(label, { exact: true }) })
        .filter({ hasText: count })
        .last(),
    ).toBeVisible();
  }
  await portal.expectAccessible();
  for (const task of ['Find a policy', 'Test a request', 'Onboard a domain']) {
    await page.getByRole('link', { name: task }).first().click();
    await expect(page).not.toHaveURL(/\/$/);
    await page.goBack();
  }
});
