import { findProgram, programAdvice } from '../scripts/engines/programs.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { capture, fromRoot } from '../scripts/processes.mjs';
import { median, percentile } from './statistics.mjs';
import { row } from './table.mjs';

/** How long it takes to prove things of the sets of the example company, and what that costs those who decide. */
export async function bench() {
  for (const name of ['cedar', 'cvc5']) {
    if (!findProgram(name)) {
      throw new Problem(`There is no ${name}`, programAdvice(name));
    }
  }
  const { code, stdout, output } = await capture(
    process.execPath,
    [
      ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
      fromRoot('bench/proofs.ts'),
    ],
    { cwd: fromRoot('.') },
  );
  if (code !== 0) {
    throw new Problem('The proofs could not be measured', output.slice(-500));
  }
  const { changes, findings, alone, beside } = JSON.parse(stdout);
  const asked = changes.flatMap(change => change.asked);
  const times = asked.map(({ milliseconds }) => milliseconds);
  const largest = changes.reduce((most, one) =>
    one.asked.length > most.asked.length ? one : most,
  );
  const unproven = asked.filter(({ state }) => state !== 'holds').length;
  return [
    row(`an environment proven, of ${asked.length}, median`, median(times), {
      unit: 'ms',
      digits: 0,
    }),
    row('an environment proven, p95', percentile(times, 0.95), {
      unit: 'ms',
      digits: 0,
      below: 500,
    }),
    row('environments of changes of nothing that were not proven', unproven, {
      digits: 0,
      atMost: 0,
    }),
    row(
      `a change of "${largest.set}", ${largest.asked.length} environments`,
      largest.seconds,
      { unit: 's', below: 5 },
    ),
    row(
      'all environments of the example company',
      changes.reduce((total, { seconds }) => total + seconds, 0),
      { unit: 's', digits: 1, below: 30 },
    ),
    row('findings of "withdrawals", the first time', findings.first / 1_000, {
      unit: 's',
    }),
    row('findings after a limit was typed', findings.typed / 1_000, {
      unit: 's',
      below: 1,
    }),
    row('a single decision, p95', alone.p95, {
      unit: 'µs',
      digits: 0,
    }),
    row(
      'beside ten proofs at once / alone, median',
      beside.median / alone.median,
      { atMost: 1.1 },
    ),
    row('beside ten proofs at once / alone, p95', beside.p95 / alone.p95),
  ];
}
