import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStrict } from '../arguments.mjs';
import { install } from '../preparation.mjs';
import { Problem } from '../Problem.mjs';
import { fromRoot, onEnd, run } from '../processes.mjs';
import { unreported, withTable } from './table.mjs';

const readme = fromRoot('README.md');

/** A folder that the conformance suite writes its reports into. */
export function reportFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'portal-conformance-'));
  const remove = onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return {
    environment: { PORTAL_CONFORMANCE_REPORT: folder },
    read: () =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter(name => name.endsWith('.json'))
            .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
        : [],
    remove,
  };
}

/** Compares the table in the README with what a run gave. */
export function checkTable(reports) {
  const missing = unreported(reports);
  if (missing.length && isStrict(process.env)) {
    console.log(`The conformance suite did not run for ${missing.join(', ')}`);
    return { ok: false };
  }
  const text = readFileSync(readme, 'utf8');
  const ok = withTable(text, reports) === text;
  console.log(
    ok
      ? `The table of engines in README.md is what ${reports.length} drivers gave`
      : 'The table of engines in README.md is not what this run gave: yarn engines table writes it',
  );
  return { ok };
}

/** Runs the conformance suite of every driver and writes the table into the README. */
export async function writeTable() {
  await install();
  const reports = reportFolder();
  try {
    const code = await run(
      process.execPath,
      [
        fromRoot('node_modules/@backstage/cli/bin/backstage-cli'),
        ...['repo', 'test', '--watchAll=false', '--maxWorkers=2'],
        'conformance',
      ],
      { env: { ...process.env, ...reports.environment } },
    );
    const found = reports.read();
    if (!found.length) {
      throw new Problem(
        'No driver told how its conformance suite ended',
        'See above what the tests said',
      );
    }
    writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), found));
    const left = unreported(found);
    console.log(
      `README.md tells of ${found.map(({ engine }) => engine).join(', ')}${
        left.length ? `; not run, so left as they were: ${left.join(', ')}` : ''
      }`,
    );
    return code;
  } finally {
    await reports.remove();
  }
}
