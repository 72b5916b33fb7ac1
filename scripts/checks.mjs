import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumAdvice, findChromium, findOwnChromium } from './chromium.mjs';
import { checkCoverage, measureCoverage, readFloors } from './coverage.mjs';
import { checkTable, reportFolder } from './engines/conformance.mjs';
import { faultsCheck } from './engines/faultsCheck.mjs';
import { isStrict } from './arguments.mjs';
import { findProgram, programAdvice, programs } from './engines/programs.mjs';
import { findFreePort } from './port.mjs';
import {
  configuredPostgres,
  findPostgres,
  postgresAdvice,
  startPostgres,
} from './postgres.mjs';
import { capture, fromRoot, onEnd, run } from './processes.mjs';
import { runQuietly } from './runQuietly.mjs';
import { failuresOf, slowestOf } from './jestReport.mjs';
import { Tally } from './Tally.mjs';

// A check gives `{ ok, tally?, missing?, note? }`; `missing` are lines that say what was left out and how to get it.

const playwright = fromRoot('node_modules/@playwright/test/cli.js');

function yarn(...args) {
  return async () => ({ ok: (await run('yarn', args)) === 0 });
}

/** Gives `work` the path of a file for a report; returns the report, or undefined when there is none. */
async function withReport(work) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-report-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.json');
  const code = await work(file);
  const report = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : undefined;
  await remove();
  return { ok: code === 0, report };
}

async function launcherTests() {
  const files = readdirSync(fromRoot('scripts'))
    .filter(name => name.endsWith('.test.mjs'))
    .map(name => fromRoot('scripts', name));
  const { code, output } = await capture(process.execPath, [
    '--test',
    '--test-reporter=tap',
    ...files,
  ]);
  const tally = Tally.fromTap(output);
  const ok = code === 0 && tally.failed === 0;
  console.log(ok ? `Launcher: ${tally}` : output);
  return { ok, tally };
}

/** A line for each program of an engine that is not on this machine; in CI, of those that every machine can have. */
export function missingPrograms(environment = process.env) {
  return Object.keys(programs)
    .filter(
      name =>
        !findProgram(name, environment) &&
        !(isStrict(environment) && programs[name].optional),
    )
    .map(
      name =>
        `${programs[name].title}: its tests were skipped; ${programAdvice(
          name,
        )}`,
    );
}

/** What the conformance suite told in the unit tests. */
let conformance = [];

const floors = readFloors();
/** Lines that the unit tests reached, by file. */
let reached;

async function unitTests() {
  const binaries = configuredPostgres() ? undefined : findPostgres();
  const postgres = binaries && (await startPostgres(binaries));
  if (postgres) {
    console.log(`Store tests run on SQLite and PostgreSQL ${postgres.major}`);
  }
  const reports = reportFolder();
  const coverage = measureCoverage(floors);
  let written = '';
  try {
    const { ok, report } = await withReport(file =>
      runQuietly(
        process.execPath,
        [
          fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
          ...['repo', 'test', '--watchAll=false', '--maxWorkers=2'],
          ...['--json', `--outputFile=${file}`],
          ...coverage.options,
        ],
        {
          env: {
            ...process.env,
            ...postgres?.environment,
            ...reports.environment,
            // With CI=true `TestDatabases` would look for a container engine.
            BACKSTAGE_TEST_DISABLE_DOCKER: '1',
          },
          counted: /^(PASS|FAIL) /,
          parts: 'test files',
          // Jest ends before all it writes is read: what failed is whole in its report.
          onFailure: output => {
            written = output;
          },
        },
      ),
    );
    conformance = reports.read();
    reached = coverage.read();
    if (!ok) {
      console.log(report ? failuresOf(report).join('\n\n') : written);
    }
    if (report) {
      console.log(`Slowest: ${slowestOf(report, fromRoot()).join(', ')}`);
    }
    return {
      ok: ok && Boolean(report),
      tally: report && Tally.fromJest(report),
      missing: [
        ...(postgres || configuredPostgres()
          ? []
          : [`PostgreSQL: only SQLite was tested; ${postgresAdvice}`]),
        ...missingPrograms(),
      ],
    };
  } finally {
    await reports.remove();
    await coverage.remove();
    await postgres?.stop();
  }
}

async function countBrowserTests() {
  const { stdout } = await capture(process.execPath, [
    playwright,
    'test',
    '--list',
  ]);
  return Number(/^Total: (\d+) tests?/m.exec(stdout)?.[1] ?? 0);
}

async function browserTests() {
  const chromium = findChromium() ?? (await findOwnChromium());
  if (!chromium) {
    return {
      ok: true,
      tally: new Tally(0, 0, await countBrowserTests()),
      missing: [`Chromium: the browser tests were skipped; ${chromiumAdvice}`],
    };
  }
  const port = await findFreePort(7027);
  const { ok, report } = await withReport(file =>
    runQuietly(process.execPath, [playwright, 'test', '--reporter=list,json'], {
      counted: /^ *[✓✘-] +\d+ /,
      parts: 'browser tests',
      env: {
        ...process.env,
        CHROMIUM_PATH: chromium,
        PLAYWRIGHT_JSON_OUTPUT_NAME: file,
        PORTAL_TEST_PORT: String(port),
      },
      // It stops the portal it started first.
      grace: 15_000,
    }),
  );
  return {
    ok: ok && Boolean(report),
    tally: report && Tally.fromPlaywright(report),
  };
}

/** Every check, in the order of how soon it tells something. */
export const checks = [
  { name: 'launcher tests', run: launcherTests },
  { name: 'prettier', run: yarn('prettier:check') },
  { name: 'types', run: yarn('tsc') },
  { name: 'lint', run: yarn('lint:all') },
  { name: 'packages', run: packagesCheck },
  { name: 'unit tests', run: unitTests },
  {
    name: 'coverage',
    needs: 'unit tests',
    run: async () => checkCoverage(reached, floors),
  },
  {
    name: 'engine table',
    needs: 'unit tests',
    run: async () => checkTable(conformance),
  },
  { name: 'engine faults', needs: 'types', run: faultsCheck },
  { name: 'app build', run: buildCheck },
  { name: 'browser tests', needs: 'app build', run: browserTests },
];

/** Packages are alike, import what they declare and nothing in a ring, and export nothing that nobody names. */
async function packagesCheck() {
  const parts = [
    ['backstage-cli', 'repo', 'fix', '--check'],
    ['knip', '--no-progress', '--no-config-hints'],
    ['depcruise', '--config', '.dependency-cruiser.cjs', 'plugins', 'packages'],
  ];
  let ok = true;
  for (const part of parts) {
    const { code, output } = await capture('yarn', part);
    if (code !== 0) {
      console.log(output);
      ok = false;
    }
  }
  return { ok };
}

async function buildCheck() {
  const { buildApp } = await import('./preparation.mjs');
  await buildApp();
  return { ok: true };
}
