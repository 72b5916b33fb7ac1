import { isStrict } from './arguments.mjs';
import { checks } from './checks.mjs';
import { install } from './preparation.mjs';
import { Problem, printProblem } from './Problem.mjs';
import { stopRequested } from './processes.mjs';
import { formatDuration } from './steps.mjs';
import { Tally } from './Tally.mjs';

async function runCheck(check, failed) {
  if (failed.has(check.needs)) {
    return { ok: false, note: `not run, as "${check.needs}" failed` };
  }
  try {
    return await check.run();
  } catch (error) {
    if (error instanceof Problem) {
      printProblem(error);
    } else {
      console.error(error);
    }
    return { ok: false };
  }
}

/** What one check adds to the count: its tests, or itself when it failed without any. */
export function tallyOf({ ok, tally = new Tally() }) {
  return ok || tally.failed > 0 ? tally : tally.add(new Tally(0, 1, 0));
}

/** Runs every check, also after one has failed, and sums them up. */
export async function test() {
  await install();
  const strict = isStrict(process.env);
  const failed = new Set();
  const lines = [];
  const missing = [];
  let total = new Tally();

  for (const check of checks) {
    console.log(`\n── ${check.name}`);
    const started = Date.now();
    const result = await runCheck(check, failed);
    if (stopRequested()) {
      return 1;
    }
    if (result.missing?.length) {
      missing.push(...result.missing);
      result.ok = result.ok && !strict;
    }
    if (!result.ok) {
      failed.add(check.name);
    }
    total = total.add(tallyOf(result));
    const detail = result.note ?? result.tally?.toString() ?? '';
    lines.push(
      [
        result.ok ? '✓' : '✗',
        check.name.padEnd(15),
        formatDuration(Date.now() - started).padStart(12),
        ` ${detail}`,
      ]
        .join(' ')
        .trimEnd(),
    );
  }

  console.log(`\n${lines.join('\n')}`);
  for (const line of missing) {
    console.log(`${strict ? '✗' : '–'} without ${line}`);
  }
  console.log(`\n${total}`);
  return failed.size === 0 ? 0 : 1;
}
