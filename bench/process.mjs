import { readFileSync } from 'node:fs';
import { capture } from '../scripts/processes.mjs';

async function ask(pid, field) {
  const { stdout } = await capture('ps', ['-o', `${field}=`, '-p', `${pid}`]);
  return stdout.trim();
}

/** Memory that a process with its threads holds, in megabytes of a million bytes. */
export async function residentMemory(pid) {
  return (Number(await ask(pid, 'rss')) * 1024) / 1e6;
}

/** The most memory it ever held; undefined where the system does not tell (not Linux). */
export function peakMemory(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return (Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)[1]) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** Processor time a process has used, in seconds: `[[days-]hours:]minutes:seconds`. */
async function processorTime(pid) {
  const [rest, days = '0'] = (await ask(pid, 'time')).split('-').reverse();
  return (
    rest.split(':').reduce((total, part) => total * 60 + Number(part), 0) +
    Number(days) * 86_400
  );
}

/** Clock ticks a second of /proc/<pid>/stat: Linux tells user programs always this many. */
const TICKS = 100;

/** Processor time that a process with its threads has used so far, in seconds; NaN where the system does not tell (not Linux). */
export function processorSeconds(pid) {
  try {
    // Its second field, the name in parentheses, may hold anything.
    const [, rest] = /\) (.+)$/s.exec(
      readFileSync(`/proc/${pid}/stat`, 'utf8'),
    );
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return NaN;
  }
}

/** Waits until a process is quiet: after a start the catalog and the search have work left. */
export async function untilQuiet(pid, { seconds = 120 } = {}) {
  const deadline = performance.now() + seconds * 1_000;
  const spell = 5;
  while (performance.now() < deadline) {
    const before = await processorTime(pid);
    await new Promise(wake => setTimeout(wake, spell * 1_000));
    // `ps` counts whole seconds.
    if ((await processorTime(pid)) - before <= 1) {
      return;
    }
  }
  console.log(
    `The backend is still busy after ${seconds} s; the ratios may suffer`,
  );
}
