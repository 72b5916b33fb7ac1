import { catalogued, read, registered, untilAll, untilRead } from './api.mjs';
import { temporaryFolder, withBackend } from './backend.mjs';
import {
  generatedRequest,
  generateSets,
  POLICIES_PER_SET,
} from './generateSets.mjs';
import { load, takeTurns } from './load.mjs';
import { residentMemory, untilQuiet } from './process.mjs';
import { medianRatio } from './statistics.mjs';
import { row } from './table.mjs';
import { distinct } from './traffic.mjs';

const EVALUATION = '/api/policies/access/v1/evaluation';
const LIMIT_SECONDS = 600;

/** Many generated sets, and what they cost the decisions of one of them. */
export async function bench({ port, rounds, seconds, sets, failures }) {
  const many = temporaryFolder();
  const single = temporaryFolder();
  try {
    generateSets(many.folder, sets);
    generateSets(single.folder, 1);
    const wanted = { sets, policies: sets * POLICIES_PER_SET };
    return await withBackend(
      { port, settings: only(many.folder) },
      async crowded => {
        const rows = await measureArrival(crowded, wanted, failures);
        await untilQuiet(crowded.pid);
        rows.push(
          row('memory of the backend', await residentMemory(crowded.pid), {
            unit: 'MB',
            digits: 0,
          }),
        );
        const alone = { port: port + 1, settings: only(single.folder) };
        return withBackend(alone, async quiet => {
          await untilRead(quiet);
          await untilQuiet(quiet.pid);
          return [
            ...rows,
            ...(await compareDecisions(crowded, quiet, {
              rounds,
              seconds,
              failures,
            })),
          ];
        });
      },
    );
  } finally {
    await many.remove();
    await single.remove();
  }
}

function only(folder) {
  return { policies: { sources: [{ folder }] } };
}

async function measureArrival(backend, wanted, failures) {
  const { started } = backend;
  const all = `${wanted.policies.toLocaleString('en')} policies`;
  const limit = { started, seconds: LIMIT_SECONDS };
  const arrive = (count, what) =>
    failures.attempt(`${all} ${what}`, async () => {
      const at = await untilAll(() => count(backend), wanted, {
        ...limit,
        what,
      });
      console.log(`${all} are ${what} after ${Math.round(at)} s`);
      return at;
    });
  const registeredAt = await arrive(registered, 'registered');
  const counts = await failures.attempt(
    'broken sets',
    async () => (await read(backend, '/api/policies/overview')).counts,
  );
  const cataloguedAt = await arrive(catalogued, 'in the catalog');
  const target = { unit: 's', digits: 0, atMost: 180 };
  return [
    row(
      'broken sets and failed cases',
      counts && counts.brokenSets + counts.failedCases,
      {
        digits: 0,
        atMost: 0,
      },
    ),
    row(`start to ${all} registered`, registeredAt, target),
    row(`start to ${all} in the catalog`, cataloguedAt, target),
  ];
}

async function compareDecisions(crowded, quiet, turns) {
  const requests = distinct(EVALUATION, generatedRequest(0));
  const contender =
    ({ base, token }) =>
    (turn, length, report) =>
      load({
        ...report,
        base,
        token,
        seconds: length,
        requests: requests(turn),
      });
  const results = await takeTurns(
    { alone: contender(quiet), amongMany: contender(crowded) },
    turns,
  );
  const slowdown = medianRatio(
    results,
    round => round.alone.perSecond,
    round => round.amongMany.perSecond,
  );
  return [
    row('slowdown of decisions, among all sets / set alone', slowdown, {
      atMost: 1.5,
    }),
  ];
}
