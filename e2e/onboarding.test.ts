import { expect, test } from './support/portal';
import { walkOnboarding } from './support/walks';

test('a domain that does not exist becomes live with a green decision', async ({
  portal,
  colleague,
}) => {
  await walkOnboarding({ portal, colleague });
});

test('a team sees of each file it brings what it is read as, and which are refused', async ({
  portal,
}) => {
  const { page } = portal;
  await portal.open('/onboarding', 'Rania Khoury');
  await page.getByRole('link', { name: 'Onboard a domain' }).click();
  await expect(page).toHaveURL(/\/onboarding\/\d+$/);
  await page.getByLabel('Name of the domain').fill('Brought policies');
  await page.getByLabel('What it is about').fill('Policies of another place.');
  await page.getByLabel('Owning group').fill('Withdrawals');
  await page.getByRole('option', { name: 'Withdrawals team' }).click();
  await page.getByRole('link', { name: /^Next: / }).click();

  await page.getByRole('radio', { name: 'Bring my own policies' }).check();
  const brought = {
    'p.cedar':
      'permit(principal, action == Shop::Action::"read", resource is Shop::Doc);',
    'schema.cedarschema':
      'namespace Shop { entity User; entity Doc; action "read" appliesTo { principal: User, resource: Doc }; }',
    'users.json': '[{"uid": {"type": "Shop::User", "id": "a"}, "attrs": {}}]',
    'notes.txt': 'To do',
  };
  await page.getByLabel('Policy files').setInputFiles(
    Object.entries(brought).map(([name, content]) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(content),
    })),
  );
  await page.getByLabel('What is decided about').fill('Shop::Doc');
  const files = page.getByRole('list', { name: 'Files of the set' });
  const row = (path: string) =>
    files.getByRole('listitem').filter({ hasText: path });
  await expect(row('p.cedar')).toContainText('Policy');
  await expect(row('schema.cedarschema')).toContainText('Schema');
  await expect(row('users.json')).toContainText('Not read');
  await expect(row('notes.txt')).toContainText('Not used');
  await expect(page.getByText('1 error to fix')).toBeVisible();
  await portal.expectFits();
});
