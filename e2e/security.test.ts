import { expect, test } from './support/portal';

/** Pages that load the most: an editor, a graph, tables, search, and what other plugins bring. */
const PAGES = [
  ['/', /Home/],
  ['/catalog', /Catalog/],
  ['/catalog-graph', /Catalog Graph/],
  ['/playground/withdrawals', /Playground/],
  ['/search?query=withdrawal', /Search/],
  ['/changes', /Changes/],
  ['/engines', /Engines/],
  ['/notifications', /Notifications/],
  ['/settings', /Settings/],
  // The overview of each kind of entity, with the cards of Backstage.
  ['/catalog/default/component/case-manager', /Lifecycle/],
  ['/catalog/default/system/financial-crime', /Owner/],
  ['/catalog/default/domain/withdrawals', /Owner/],
  ['/catalog/default/group/team-withdrawals', /Entity Ref/],
  ['/catalog/default/user/rania.khoury', /Relations/],
  ['/catalog/default/policyset/withdrawals', /Owner/],
  ['/catalog/default/policy/withdrawals.daily-limit', /Owner/],
] as const;

test('pages break no rule of what they may load, and signals come through', async ({
  portal,
}) => {
  const { page } = portal;
  const violations: string[] = [];
  const sockets: string[] = [];
  page.on('console', message => {
    if (message.text().startsWith('violation: ')) {
      violations.push(message.text());
    }
  });
  page.on('websocket', socket => sockets.push(new URL(socket.url()).pathname));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      // eslint-disable-next-line no-console
      console.error(
        `violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`,
      );
    });
  });
  for (const [path, sign] of PAGES) {
    await portal.open(path);
    await expect(page.getByText(sign).first()).toBeVisible({ timeout: 30_000 });
    await page.waitForLoadState('networkidle');
    await expect(page.getByText(/^Error in |EvalError/)).toHaveCount(0);
  }
  await portal.open('/playground/withdrawals');
  await page.locator('.cm-content').first().click();
  await page.keyboard.type('// typed');
  await expect(page.getByText('// typed').first()).toBeVisible();
  expect(violations).toEqual([]);
  expect(sockets).toContain('/api/signals');
});

test('a portal of one machine takes no other host, and its pages make no code of text', async ({
  request,
  baseURL,
}) => {
  const page = await request.get('/');
  const policy = page.headers()['content-security-policy'];
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toContain('unsafe-eval');
  expect(page.headers()['cross-origin-opener-policy']).toBe(
    'same-origin-allow-popups',
  );
  const { port } = new URL(baseURL!);
  for (const path of ['/', '/api/auth/guest/refresh']) {
    const refused = await request.get(path, {
      headers: { host: `evil.example:${port}` },
    });
    expect(refused.status()).toBe(421);
    expect(await refused.text()).toContain(`localhost:${port}`);
  }
});
