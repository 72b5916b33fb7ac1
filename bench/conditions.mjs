import { cpus, loadavg } from 'node:os';

/** A processor that others use for more than this is no quiet one. */
const QUIET = 0.25;

/** What the figures of a run depend on, as lines for people. */
export function describeConditions(load = loadavg()[0], processors = cpus()) {
  const { length } = processors;
  const lines = [
    `${length} processors (${
      processors[0]?.model.trim() || 'unknown'
    }), which the load shares with what it measures; load average ${load.toFixed(
      2,
    )} before; Node.js ${process.version}`,
  ];
  if (load > QUIET * length) {
    lines.push(
      'The machine is not quiet: rates and ratios of this run say little, processor time per decision more',
    );
  }
  return lines;
}
