import { expect, test } from './support/portal';

/** Pages of ours, with something that shows they are done. */
const pages = [
  ['policies-sets', '/policies/sets', /2\d policy sets/],
  ['policies-policies', '/policies/policies', /20\d policies/],
  ['policies-empty', '/policies/sets?q=zzzz', /No policy set matches/],
  ['onboard', '/policies/onboard', /policy-set\.yaml/],
  ['changes', '/changes', /Nothing is proposed|#\d+/],
  ['changes-empty', '/changes?q=zzzz&view=all', /No change matches/],
  ['onboarding', '/onboarding', /2\d policy sets/],
  ['onboarding-row', '/onboarding?open=set-withdrawals', /Runbook linked/],
  ['history', '/catalog/default/policyset/cards/history', /Registered/],
  ['engines', '/engines', /4\.13/],
  ['engine', '/engines?engine=casbin', /Beside deciding/],
  ['set', '/catalog/default/policyset/withdrawals', /What it decides/],
  [
    'set-policies',
    '/catalog/default/policyset/withdrawals/policies',
    /Daily withdrawal limit/,
  ],
  [
    'set-cases',
    '/catalog/default/policyset/withdrawals/cases',
    /within the daily limit/,
  ],
  [
    'set-revisions',
    '/catalog/default/policyset/withdrawals/revisions',
    /[0-9a-f]{12}/,
  ],
  ['policy', '/catalog/default/policy/withdrawals.daily-limit', /In words/],
  [
    'domain',
    '/catalog/default/domain/withdrawals/policies',
    /Daily withdrawal limit|Withdrawals/,
  ],
  [
    'component',
    '/catalog/default/component/withdrawal-orchestrator/policies',
    /withdrawals/i,
  ],
  [
    'undeclared',
    '/catalog/default/component/promo-engine/policies',
    /policies\.internal\/consumes/,
  ],
  ['playground-empty', '/playground', /Withdrawals/],
  [
    'playground',
    '/playground/withdrawals?file=policies/daily-limit.cedar',
    /allowed/i,
  ],
  ['playground-casbin', '/playground/treasury', /allowed|denied/i],
] as const;

for (const [name, path, done] of pages) {
  test(`page ${name} is accessible, wide and narrow, light and dark`, async ({
    portal,
  }) => {
    const { page } = portal;
    for (const [width, colorScheme] of [
      [1440, 'light'],
      [1024, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await portal.open(path);
      await expect(
        page.getByText(done).filter({ visible: true }).first(),
      ).toBeVisible({
        timeout: 30_000,
      });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(overflow, 'no horizontal scrolling').toBeLessThanOrEqual(0);
      await portal.expectAccessible();
    }
  });
}
