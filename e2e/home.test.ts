import { expect, test } from './support/portal';

test('a guest enters and finds the way to every task', async ({ portal }) => {
  await portal.open('/');

  for (const name of ['Home', 'Policies', 'Playground', 'Catalog']) {
    await expect(
      portal.sidebar().getByRole('link', { name, exact: true }),
    ).toBeVisible();
  }
  await expect(
    portal.page.getByRole('heading', { level: 1 }).first(),
  ).toBeVisible();
  await portal.expectAccessible();
  await portal.screenshot('home');
});
