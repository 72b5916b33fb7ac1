import { EnginesPortal } from './support/enginesPortal';
import { expect, test } from './support/portal';

const PORT = 7047;

/** A set of each engine, and what its result pane shows beside the cases. */
const sets = [
  ['treasury', 'casbin', undefined],
  ['data-retention', 'opa', /Coverage: \d+ of \d+ lines/],
  ['account-sharing', 'openfga', /Tests of the engine's own: \d+ of \d+/],
  ['support-cases', 'cerbos', /Tests of the engine's own: \d+ of \d+/],
  ['helpdesk', 'authzen', undefined],
] as const;

test.use({ baseURL: `http://localhost:${PORT}` });
test.describe.configure({ mode: 'serial' });

test.describe('with the server of every engine', () => {
  let engines: EnginesPortal;

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    engines = await EnginesPortal.start(PORT);
  });

  test.afterAll(async () => {
    await engines?.close();
  });

  test.beforeEach(() => {
    if (process.env.CI === 'true') {
      expect(engines.missing).toEqual([]);
    }
    test.skip(engines.missing.length > 0, engines.missing.join('; '));
  });

  for (const [set, engine, beside] of sets) {
    test(`the playground decides and runs the cases of ${set} on ${engine}`, async ({
      portal,
    }) => {
      const { page } = portal;
      await portal.open(`/playground/${set}`);
      const result = page.getByRole('region', { name: 'Result' });
      await expect(result.getByText(/^(Allowed|Denied)$/).first()).toBeVisible({
        timeout: 30_000,
      });
      await result.getByRole('tab', { name: /^Cases/ }).click();
      await result.getByRole('button', { name: /^Run all/ }).click();
      await expect(result.getByText(/^(\d+) of \1 passed/)).toBeVisible({
        timeout: 30_000,
      });
      if (beside) {
        await expect(result.getByText(beside)).toBeVisible();
      }
      await portal.expectAccessible();
    });
  }

  test('an engine that was killed is told, comes back by itself, and is repaired by a click', async ({
    portal,
  }) => {
    const { page } = portal;
    test.setTimeout(360_000);
    engines.kill('openfga');
    await portal.open('/engines?engine=openfga');
    const details = page.getByRole('region', { name: 'Engine openfga' });
    await expect(details.getByText('Down', { exact: true })).toBeVisible({
      timeout: 40_000,
    });
    await page.goto('/');
    await expect(
      page.getByText(/Engine 'openfga' is down: its sets answer with an error/),
    ).toBeVisible({ timeout: 20_000 });

    engines.startAgain('openfga');
    await page.goto('/engines?engine=openfga');
    // It kept nothing: the portal puts its revisions there again.
    await expect(details.getByText('Up', { exact: true })).toBeVisible({
      timeout: 60_000,
    });
    await expect(details.getByText('In sync')).toHaveCount(2, {
      timeout: 60_000,
    });

    const call = async (path: string, body?: object) =>
      (
        await fetch(`${engines.url('openfga')}${path}`, {
          method: body ? 'POST' : 'GET',
          headers: {
            authorization: `Bearer ${engines.secret('openfgaToken')}`,
          },
          body: body && JSON.stringify(body),
        })
      ).json();
    const repair = page.getByRole('button', { name: 'Repair account-sharing' });
    // A portal whose note of life is gone with the server soon takes a new name there, and puts copies of that
    // name beside these: whichever it has then is the one to drift.
    await expect(async () => {
      const { stores } = await call('/stores');
      for (const { id, name } of stores) {
        if (name.startsWith('portal/account-sharing/')) {
          await call(`/stores/${id}/write`, {
            writes: {
              tuple_keys: [
                {
                  user: 'user:mallory',
                  relation: 'owner',
                  object: 'shared-account:ada',
                },
              ],
            },
          });
        }
      }
      await expect(repair).toBeVisible({ timeout: 25_000 });
    }).toPass({ timeout: 150_000 });
    await expect(details.getByText(/user:mallory/)).toBeVisible();
    await portal.expectAccessible();
    await portal.screenshot('engines');
    await repair.click();
    await expect(
      details.getByText(/Repaired: the engine holds the active revision/),
    ).toBeVisible({ timeout: 30_000 });
    await expect(details.getByText('In sync')).toHaveCount(2);
  });
});
