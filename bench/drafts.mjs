import { readdirSync, readFileSync } from 'node:fs';
import { findProgram, programAdvice } from '../scripts/engines/programs.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { untilRead } from './api.mjs';
import { withBackend } from './backend.mjs';
import { hostileDrafts } from './hostileDrafts.mjs';
import { untilQuiet } from './process.mjs';
import { row } from './table.mjs';

const AT_ONCE = 2;
/** `memoryMb` of the sandbox, as it is by default. */
const MEMORY_MB = 512;
const LOOK_EVERY_MS = 10;

const request = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'read' },
  resource: { type: 'record', id: 'record-1' },
};

const settings = {
  policies: {
    // Nobody listens there: drafts never ask the live server.
    engines: { opa: { driver: 'opa', url: 'http://127.0.0.1:9' } },
  },
};

/** What the worst drafts take of the machine, two of them at once, and whether others go on beside them. */
export async function bench({ port, failures }) {
  if (process.platform !== 'linux') {
    throw new Problem(
      'Memory of processes is read from /proc',
      'Run this benchmark on Linux',
    );
  }
  if (!findProgram('opa')) {
    throw new Problem('There is no opa', programAdvice('opa'));
  }
  return withBackend({ port, settings }, async backend => {
    await untilRead(backend);
    await untilQuiet(backend.pid);
    const { harmless, hostile } = hostileDrafts();
    await evaluate(backend, harmless);
    const watch = watchChildren(backend.pid);
    const queue = [...hostile];
    const untold = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          watch.reset();
          const started = performance.now();
          const answer = (await failures.attempt(next.name, () =>
            evaluate(backend, next.files),
          )) ?? { words: 'no answer', told: false };
          const seconds = (performance.now() - started) / 1_000;
          console.log(
            `${next.name}: ${watch.now()} MB, ${seconds.toFixed(1)} s: ${
              answer.words
            }`,
          );
          if (!answer.told) {
            untold.push(next.name);
          }
        }
      }),
    );
    const { worst, together } = watch.stop();
    const after = await failures.attempt('the harmless draft after', () =>
      evaluate(backend, harmless),
    );
    const { length } = hostile;
    return [
      row(`memory of a draft's process, worst of ${length}`, worst, {
        unit: 'MB',
        digits: 0,
        atMost: MEMORY_MB,
      }),
      row(
        `memory of all drafts' processes, ${AT_ONCE} drafts at once`,
        together,
        {
          unit: 'MB',
          digits: 0,
          atMost: AT_ONCE * MEMORY_MB,
        },
      ),
      row('hostile drafts without a word of what is wrong', untold.length, {
        digits: 0,
        atMost: 0,
      }),
      row('a harmless draft after them is decided', after?.allowed ? 1 : 0, {
        digits: 0,
        atLeast: 1,
      }),
    ];
  });
}

async function evaluate({ base, token }, files) {
  const response = await fetch(`${base}/api/policies/playground/evaluate`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ files, request }),
  });
  const answer = await response.json();
  const { decision, diagnostics = [] } = answer;
  const words = [
    ...diagnostics.map(({ message }) => message),
    JSON.stringify(decision ?? answer.error ?? ''),
  ].join('; ');
  return {
    words: `${response.status} ${words.slice(0, 160)}`,
    told: response.ok && words.length > 2,
    allowed: JSON.stringify(decision ?? '').includes('allow'),
  };
}

/** Looks at the processes below one, and keeps the most memory that one and that all of them had. */
function watchChildren(pid) {
  let [worst, together, spell] = [0, 0, 0];
  const timer = setInterval(() => {
    const all = childrenOf(pid).map(memoryOf);
    worst = Math.max(worst, ...all);
    spell = Math.max(spell, ...all);
    together = Math.max(
      together,
      all.reduce((sum, one) => sum + one, 0),
    );
  }, LOOK_EVERY_MS);
  return {
    reset: () => {
      spell = 0;
    },
    now: () => Math.round(spell),
    stop: () => {
      clearInterval(timer);
      return { worst, together };
    },
  };
}

function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(task =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .flatMap(child => [child, ...childrenOf(child)]),
    );
  } catch {
    // It ended meanwhile.
    return [];
  }
}

function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
