import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

const port = Number(process.env.PORTAL_TEST_PORT ?? 7027);
// Against a portal that runs already, to write tests quickly.
const running = process.env.PORTAL_URL;

/** The browser tests: the built portal, as `npm run portal` serves it, in a real Chromium. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: running ?? `http://localhost:${port}`,
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  webServer: running
    ? undefined
    : {
        command: `node scripts/launcher.mjs portal --port ${port} --fresh`,
        url: `http://localhost:${port}/.backstage/health/v1/readiness`,
        reuseExistingServer: false,
        // What the portal answers is compared with what its routes say.
        env: { APP_CONFIG_policies_checkAnswers: 'true' },
        stdout: 'pipe',
        timeout: 300_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
      },
});
