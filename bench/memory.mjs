import { casesOf } from '../scripts/exampleRequest.mjs';
import { Problem } from '../scripts/Problem.mjs';
import { fromRoot } from '../scripts/processes.mjs';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilRead } from './api.mjs';
import { withBackend } from './backend.mjs';
import { load } from './load.mjs';
import { residentMemory, untilQuiet } from './process.mjs';
import { median } from './statistics.mjs';
import { row } from './table.mjs';
import { distinct } from './traffic.mjs';
import { withdrawalRequest } from './withdrawals.mjs';

const EVALUATION = '/api/policies/access/v1/evaluation';
const SAMPLES = 5;
const DRAFTS_AT_ONCE = 4;
const set = 'withdrawals';

/** What the backend holds after a million decisions and two thousand drafts, next to what it held before. */
export async function bench({ port, decisions, drafts, failures }) {
  return withBackend({ port }, async backend => {
    await untilRead(backend);
    await untilQuiet(backend.pid);
    const rows = [];
    const measure = async (name, warmUp, work) => {
      // What a first spell fills, such as caches and heaps, is no growth.
      const ratio = await failures.attempt(name, async () => {
        await warmUp();
        const before = await settled(backend.pid);
        await work();
        const after = await settled(backend.pid);
        console.log(`${name}: ${before.toFixed(0)} MB, ${after.toFixed(0)} MB`);
        return after / before;
      });
      rows.push(row(`memory after / before ${name}`, ratio, { atMost: 1.05 }));
    };
    const count = number => number.toLocaleString('en');
    await measure(
      `${count(decisions)} decisions`,
      () => decide(backend, Math.ceil(decisions / 5), 0, failures),
      () => decide(backend, decisions, 1_000, failures),
    );
    await measure(
      `${count(drafts)} drafts`,
      () => draft(backend, Math.ceil(drafts / 5), 'warm', failures),
      () => draft(backend, drafts, 'told', failures),
    );
    return rows;
  });
}

/** Memory once the garbage of a load is collected: the middle of some looks. */
async function settled(pid) {
  await untilQuiet(pid);
  const looks = [];
  for (let look = 0; look < SAMPLES; look++) {
    await new Promise(wake => setTimeout(wake, 1_000));
    looks.push(await residentMemory(pid));
  }
  return median(looks);
}

async function decide({ base, token }, wanted, firstTurn, failures) {
  for (let done = 0, turn = firstTurn; done < wanted; turn++) {
    const { good } = await load({
      base,
      token,
      seconds: 10,
      requests: distinct(EVALUATION, withdrawalRequest)(turn),
      failures,
      where: `decisions, turn ${turn}`,
    });
    if (!good) {
      throw new Problem(
        'No request got a decision for ten seconds',
        'See the warnings of the backend above',
      );
    }
    done += good;
  }
}

/** Drafts as the playground sends them: the files of a set, every time others, and a request. */
async function draft({ base, token }, wanted, tag, failures) {
  const folder = fromRoot('estate/sets', set);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({
      path: path.slice(folder.length + 1),
      content: readFileSync(path, 'utf8'),
    }));
  const [{ request }] = await casesOf(folder);
  let next = 0;
  await Promise.all(
    Array.from({ length: DRAFTS_AT_ONCE }, async () => {
      while (next < wanted) {
        const note = { path: 'NOTES.md', content: `${tag} ${next++}` };
        const response = await fetch(
          `${base}/api/policies/playground/evaluate`,
          {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${token}`,
            },
            body: JSON.stringify({ files: [...files, note], request }),
          },
        );
        const { decision, diagnostics } = await response.json();
        if (!decision) {
          failures.add({
            where: `drafts, ${tag}`,
            what: `${response.status} ${JSON.stringify(diagnostics)}`,
            request: note.content,
          });
        }
      }
    }),
  );
}
