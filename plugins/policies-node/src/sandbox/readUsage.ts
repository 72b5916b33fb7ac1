import { execFile } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { platform } from 'os';
import { promisify } from 'util';

/** What a process and those below it use now. */
export interface ProcessUsage {
  /** Memory that is resident, in megabytes. */
  memoryMb: number;
  /** Processor time so far, in milliseconds; undefined where the system does not tell cheaply. */
  cpuMs?: number;
}

/** Ticks of `/proc/<pid>/stat` in a second, the same on every Linux. */
const TICKS = 100;

/** @returns undefined once the process is gone, or where the system has no way to ask */
export async function readUsage(
  pid: number,
): Promise<ProcessUsage | undefined> {
  if (platform() === 'linux') {
    return readProc(pid);
  }
  try {
    const { stdout } = await promisify(execFile)('ps', [
      ...['-o', 'rss='],
      ...['-p', String(pid)],
    ]);
    return { memoryMb: Number(stdout.trim()) / 1_024 };
  } catch {
    return undefined;
  }
}

function readProc(pid: number): ProcessUsage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    let memoryMb = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
    let cpuMs = ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
    for (const child of childrenOf(pid)) {
      const usage = readProc(child);
      memoryMb += usage?.memoryMb ?? 0;
      cpuMs += usage?.cpuMs ?? 0;
    }
    return { memoryMb, cpuMs };
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  try {
    return readdirSync(tasks).flatMap(task =>
      readFileSync(`${tasks}/${task}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    // A thread ended meanwhile, or the kernel was built without the list.
    return [];
  }
}
