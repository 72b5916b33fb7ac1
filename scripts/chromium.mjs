import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const macApplication =
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** What to do where there is none. */
export const chromiumAdvice =
  'install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) or set CHROMIUM_PATH';

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Chromium installed on this machine, if it has one.
 *
 * @returns {string | undefined}
 */
export function findChromium(environment = process.env) {
  if (environment.CHROMIUM_PATH) {
    return isExecutable(environment.CHROMIUM_PATH)
      ? environment.CHROMIUM_PATH
      : undefined;
  }
  const folders = [...(environment.PATH ?? '').split(delimiter), '/usr/bin'];
  const candidates = names.flatMap(name =>
    folders.filter(Boolean).map(folder => join(folder, name)),
  );
  return [...candidates, macApplication].find(isExecutable);
}

/** The Chromium that `playwright install` has fetched, if it has. */
export async function findOwnChromium() {
  const { chromium } = await import('@playwright/test');
  const file = chromium.executablePath();
  return isExecutable(file) ? file : undefined;
}
