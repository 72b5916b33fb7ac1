import { expect, test } from './support/portal';

test('home tells what there is and leads to each task', async ({ portal }) => {
  const { page } = portal;
  await portal.open('/');
  await expect(
    page.getByRole('heading', { name: 'Policy portal' }),
  ).toBeVisible();
  await expect(
    page.getByRole('table', { name: 'Sets that need attention' }),
  ).toContainText('Owner group has members');
  const main = page.getByRole('main');
  for (const count of ['Policy sets24', 'Policies204', 'Domains24']) {
    await expect(main).toContainText(count);
  }
  await portal.expectAccessible();
  await portal.screenshot('home');
  for (const task of ['Find a policy', 'Test a request', 'Onboard a domain']) {
    await page
      .getByRole('navigation', { name: 'Tasks' })
      .getByRole('link', { name: task })
      .click();
    await expect(page).not.toHaveURL(/\/$/);
    await page.goBack();
  }
});
