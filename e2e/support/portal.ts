import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';

/** Console messages that are not ours to fix; each entry says why in a comment. */
const foreignMessages: RegExp[] = [];

/** Selectors of what Backstage's own frame violates and a plugin cannot change; each says why in a comment. */
const foreignElements: string[] = [];

/** The portal as a person meets it: signed in as guest, with an ear on the console. */
export class Portal {
  readonly page: Page;
  readonly problems: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', message => {
      if (message.type() === 'error') {
        this.note(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', error => this.note(`page: ${error.stack ?? error}`));
  }

  /**
   * Opens a path and signs in when asked to.
   *
   * @param person - name of someone of the example company; by default the guest
   */
  async open(path = '/', person = 'Enter') {
    await this.page.goto(path);
    const enter = this.page.getByRole('button', {
      name: new RegExp(`^${person}`),
    });
    const home = this.sidebar().getByRole('link', {
      name: 'Home',
      exact: true,
    });
    await expect(enter.or(home)).toBeVisible({ timeout: 30_000 });
    if (await enter.isVisible()) {
      await enter.click();
    }
    await expect(home).toBeVisible();
    // Where it clicked, something of the page may be that shows a tooltip.
    await this.page.mouse.move(0, 0);
  }

  /** The navigation at the left. */
  sidebar() {
    return this.page.getByRole('navigation', { name: 'sidebar nav' });
  }

  /** Fails when the page has violations of WCAG 2 A or AA that are ours. */
  async expectAccessible() {
    const builder = new AxeBuilder({ page: this.page }).withTags([
      'wcag2a',
      'wcag2aa',
    ]);
    for (const selector of foreignElements) {
      builder.exclude(selector);
    }
    const { violations } = await builder.analyze();
    const findings = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(node => `${id}: ${help}\n  ${node.html.slice(0, 200)}`),
    );
    expect(findings.join('\n')).toBe('');
  }

  /** The page is accessible and fits, wide and light as well as narrow and dark; it is left as it was. */
  async expectFits() {
    await this.expectAccessible();
    await this.page.setViewportSize({ width: 1024, height: 900 });
    await this.page.emulateMedia({
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    });
    const overflow = await this.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow, 'no horizontal scrolling').toBeLessThanOrEqual(0);
    await this.expectAccessible();
    if (process.env.PORTAL_NARROW) {
      mkdirSync(process.env.PORTAL_NARROW, { recursive: true });
      const name = new URL(this.page.url()).pathname.replace(/\W+/g, '-');
      await this.page.screenshot({
        path: `${process.env.PORTAL_NARROW}/${name}.png`,
      });
    }
    await this.page.setViewportSize({ width: 1440, height: 900 });
    await this.page.emulateMedia({ colorScheme: null, reducedMotion: null });
  }

  /** Keeps a picture of the page for the docs, when asked for by `yarn screenshots`. */
  async screenshot(name: string) {
    if (process.env.PORTAL_SCREENSHOTS) {
      mkdirSync('docs/images', { recursive: true });
      await this.page.screenshot({ path: `docs/images/${name}.png` });
    }
  }

  private note(problem: string) {
    if (!foreignMessages.some(pattern => pattern.test(problem))) {
      this.problems.push(problem);
    }
  }
}

/** A test that gets the portal, and fails when the console heard an error of ours. */
export const test = base.extend<{
  portal: Portal;
  colleague: Portal;
  /** Where the colleague's portal is, when it is another replica. */
  colleagueURL: string | undefined;
}>({
  colleagueURL: [undefined, { option: true }],
  /** The portal in a browser of somebody else. */
  colleague: async ({ browser, baseURL, colleagueURL }, use) => {
    const context = await browser.newContext({
      baseURL: colleagueURL ?? baseURL,
      viewport: { width: 1440, height: 900 },
    });
    const portal = new Portal(await context.newPage());
    await use(portal);
    expect(portal.problems.join('\n')).toBe('');
    await context.close();
  },
  portal: async ({ page }, use) => {
    const portal = new Portal(page);
    await use(portal);
    expect(portal.problems.join('\n')).toBe('');
  },
});

export { expect };
