import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBackend, untilReady } from '../scripts/backend.mjs';
import { findChromium } from '../scripts/chromium.mjs';
import { requireFree } from '../scripts/port.mjs';
import { buildApp } from '../scripts/preparation.mjs';
import { fromRoot, stop } from '../scripts/processes.mjs';
import { temporaryFolder } from './backend.mjs';
import { generateSets, setName } from './generateSets.mjs';
import { signIn } from './people.mjs';
import { untilQuiet } from './process.mjs';
import { medianRatio, percentile } from './statistics.mjs';
import { row } from './table.mjs';

const CHANGES = 2_000;
const STEPS = 40;
const PREVIEWS = 100;

const require = createRequire(import.meta.url);
// What the backend itself works with.
const fromPackages = createRequire(fromRoot('packages/backend/package.json'));

/**
 * The onboarding board with many sets and changes in a real Chromium, how fast steps of the wizard
 * change, and how fast what is typed is validated.
 */
export async function bench({ port, sets, rounds, failures }) {
  await requireFree(port);
  await buildApp();
  const { folder, remove } = temporaryFolder();
  const dataFolder = join(folder, 'data');
  const setsFolder = join(folder, 'sets');
  mkdirSync(dataFolder);
  mkdirSync(setsFolder);
  generateSets(setsFolder, sets);
  const config = join(folder, 'app-config.bench.yaml');
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({ policies: { sources: [{ folder: setsFolder }] } }),
  );
  const backend = startBackend({
    port,
    dataFolder,
    localConfigFiles: [config],
  });
  try {
    await untilReady(backend, port);
    const url = `http://localhost:${port}`;
    const person = await signIn(url, 'user:default/saga.bergstrom');
    while ((await person.call('GET', '/sets?limit=1')).total < sets) {
      await new Promise(wake => setTimeout(wake, 500));
    }
    await addChanges(join(dataFolder, 'policies.sqlite'), sets);
    // The catalog takes in the sets for a while, as it does once after each start with an empty database.
    await untilQuiet(backend.child.pid);
    const { id } = await person.call('POST', '/journeys', {
      fields: {
        domain: 'payouts',
        domainTitle: 'Payouts',
        owner: 'group:default/policy-platform',
        title: 'Payouts',
        set: 'payouts',
        start: 'template',
        template: 'four-eyes',
        engine: 'cedar',
      },
    });
    return [
      row('policy sets', sets, { digits: 0 }),
      row('changes', CHANGES, { digits: 0 }),
      ...(await failures.attemptRows('browser', () =>
        inBrowser(url, id, sets, rounds),
      )),
      ...(await failures.attemptRows('previews', () => previews(person, id))),
      ...(await failures.attemptRows('boards', () => boards(person))),
    ];
  } finally {
    await stop(backend.child);
    await remove();
  }
}

/** Writes changes as they are in the middle of their lives; their checks would take an hour. */
async function addChanges(filename, sets) {
  const db = fromPackages('knex')({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
  });
  try {
    const revisions = new Map(
      (await db('policy_sets').select('name', 'active_revision')).map(set => [
        set.name,
        set.active_revision,
      ]),
    );
    const states = ['draft', 'in-review', 'approved', 'published', 'rejected'];
    const rows = Array.from({ length: CHANGES }, (_, number) => {
      const set = setName(number % sets);
      const now = new Date(Date.now() - number * 60_000);
      return {
        set_name: set,
        set_title: set,
        title: `Change number ${number}`,
        state: states[number % states.length],
        origin: 'api',
        author: 'user:default/rania.khoury',
        domain: 'domain:default/withdrawals',
        owner: 'group:default/team-withdrawals',
        base_revision: revisions.get(set),
        revision: revisions.get(set),
        requirements: '[]',
        version: 1,
        created_at: now,
        updated_at: now,
      };
    });
    for (let start = 0; start < rows.length; start += 40) {
      await db('policy_changes').insert(rows.slice(start, start + 40));
    }
  } finally {
    await db.destroy();
  }
}

async function inBrowser(url, journey, sets, rounds) {
  const { chromium } = require('@playwright/test');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
    });
    await page.goto(url);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page
      .getByRole('link', { name: 'Home', exact: true })
      .first()
      .waitFor();
    await page.addInitScript(watchForText);
    const shown = [];
    for (let round = 0; round <= rounds; round++) {
      const timed = async (path, wanted) => {
        await page.goto('about:blank');
        await page.goto(`${url}${path}`, { waitUntil: 'commit' });
        const milliseconds = await page.evaluate(
          steps => window.untilShown(steps),
          wanted,
        );
        return milliseconds / 1_000;
      };
      const times = {
        app: await timed('/settings', [{ text: 'Appearance' }]),
        // It answers: what is typed filters the rows.
        board: await timed('/onboarding', [
          { text: `${sets + 1} policy sets` },
          { text: `1 of ${sets + 1} policy sets`, type: 'payouts' },
        ]),
        changes: await timed('/changes?view=all', [
          { text: `All (${CHANGES.toLocaleString('en')})` },
        ]),
      };
      // The first round fills the browser's cache.
      if (round) {
        shown.push(times);
      }
    }
    const steps = [];
    await page.goto(`${url}/onboarding/${journey}/domain`);
    await page.getByRole('link', { name: /^Next: / }).waitFor();
    await page.getByText(/^Valid; /).waitFor();
    for (let count = 0; count < STEPS; count++) {
      // Measured in the page, from the click to the frame after the step is there.
      steps.push(
        await page.evaluate(async back => {
          const links = [
            ...document.querySelectorAll('nav[aria-label=Steps] a'),
          ];
          const here = links.findIndex(link => link.ariaCurrent === 'step');
          const target = links[back ? 0 : (here + 1) % links.length];
          const began = performance.now();
          target.click();
          while (target.getAttribute('aria-current') !== 'step') {
            await new Promise(requestAnimationFrame);
          }
          await new Promise(requestAnimationFrame);
          return performance.now() - began;
        }, false),
      );
    }
    const worst = of => Math.max(...shown.map(of));
    const toApp = of => medianRatio(shown, of, ({ app }) => app);
    const board = times => times.board;
    const changes = times => times.changes;
    return [
      row(
        'the app itself, from an empty tab, worst',
        worst(times => times.app),
        {
          unit: 's',
          digits: 2,
        },
      ),
      row('board interactive, from an empty tab, worst', worst(board), {
        unit: 's',
        digits: 2,
        below: 1.5,
      }),
      row('list of changes shown, from an empty tab, worst', worst(changes), {
        unit: 's',
        digits: 2,
        below: 1.5,
      }),
      row('board / the app itself', toApp(board), { digits: 2 }),
      row('list of changes / the app itself', toApp(changes), {
        digits: 2,
      }),
      row('step of the wizard changes, p95', percentile(steps, 0.95), {
        unit: 'ms',
        digits: 0,
        below: 100,
      }),
    ];
  } finally {
    await browser.close();
  }
}

/**
 * Runs in each page: `untilShown` tells after how many milliseconds of navigation a text is on the
 * screen, frame by frame; what is to be typed goes to the search box first. Waiting from outside asks
 * only every half second.
 */
function watchForText() {
  const frame = () => new Promise(requestAnimationFrame);
  window.untilShown = async steps => {
    for (const { text, type } of steps) {
      if (type) {
        const box = document.querySelector('main input[type=search]');
        Object.getOwnPropertyDescriptor(
          HTMLInputElement.prototype,
          'value',
        ).set.call(box, type);
        box.dispatchEvent(new Event('input', { bubbles: true }));
      }
      while (!document.body?.textContent.includes(text)) {
        await frame();
      }
    }
    await frame();
    await new Promise(setTimeout);
    return performance.now();
  };
}

async function previews(person, id) {
  const took = [];
  let version = 0;
  for (let count = 0; count < PREVIEWS; count++) {
    const began = performance.now();
    const { fields } = await person.call('PATCH', `/journeys/${id}`, {
      changes: [
        {
          field: 'domainDescription',
          value: `What is paid out, ${count}`,
          version,
        },
      ],
    });
    version = fields.domainDescription.version;
    await person.call('POST', `/journeys/${id}/preview`);
    took.push(performance.now() - began);
  }
  return [
    row('a field saved and the set validated, p95', percentile(took, 0.95), {
      unit: 'ms',
      digits: 0,
      below: 300,
    }),
  ];
}

async function boards(person) {
  const took = [];
  for (let count = 0; count < 20; count++) {
    const began = performance.now();
    await person.call('GET', '/journeys');
    took.push(performance.now() - began);
  }
  return [
    row('the board answered by the backend, p95', percentile(took, 0.95), {
      unit: 'ms',
      digits: 0,
    }),
  ];
}
