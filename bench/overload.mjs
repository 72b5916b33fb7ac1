import { untilRead } from './api.mjs';
import { withBackend } from './backend.mjs';
import { closedLoad, openLoad, Tally } from './openLoad.mjs';
import { untilQuiet } from './process.mjs';
import { RawConnections, rawRequest } from './RawConnection.mjs';
import { medianOf } from './statistics.mjs';
import { row } from './table.mjs';
import { post } from './traffic.mjs';
import { withdrawalRequest } from './withdrawals.mjs';

const SINGLE = '/api/policies/access/v1/evaluation';
const BATCH = '/api/policies/access/v1/evaluations';
const BATCH_SIZE = 50;
/**
 * Batches have half of all decisions, or are half of all requests: `perBatch` single requests come with each.
 * `connections` find out the peak: enough that the backend always has something to do, and nothing to refuse.
 */
const MIXES = {
  decisions: { perBatch: BATCH_SIZE, connections: 32 },
  requests: { perBatch: 1, connections: 8 },
};
/** Connections of an overload; who comes when all are in use waits for one, which counts. */
const MOST_CONNECTIONS = 2_000;
const SMALL_CONNECTIONS = 64;
/** Batches that the flooding caller has under way at all times. */
const FLOOD = 200;

/** What is left of the peak when twice as much is asked, and of a caller beside one that floods. */
export function bench({ port, rounds, seconds, failures }) {
  return withBackend({ port, callers: ['other'] }, async backend => {
    await untilRead(backend);
    await untilQuiet(backend.pid);
    const traffic = new Traffic(backend.tokens, port);
    const results = [];
    for (let round = 0; round <= rounds; round++) {
      const length = round === 0 ? Math.min(3, seconds) : seconds;
      const name = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
      const result = await failures.attempt(name, () =>
        runRound(traffic, port, length),
      );
      if (result) {
        console.log(`${name}: ${describe(result)}`);
      }
      if (result && round > 0) {
        results.push(result);
      }
    }
    return rows(results);
  });
}

async function runRound(traffic, port, seconds) {
  const overloads = {};
  for (const [half, mix] of Object.entries(MIXES)) {
    overloads[half] = await runOverload(traffic, port, seconds, mix);
  }
  return {
    overloads,
    ...(await runFlood(traffic, port, seconds, overloads.decisions.peak)),
  };
}

async function runOverload(traffic, port, seconds, { perBatch, connections }) {
  const peak = await withConnections(port, connections, few =>
    closedLoad({ connections: few, seconds, next: traffic.mixed(perBatch) }),
  );
  const singles = new Tally();
  const batches = new Tally();
  const batchesPerSecond = (2 * peak.perSecond) / (perBatch + BATCH_SIZE);
  const lag = await withConnections(port, MOST_CONNECTIONS, many =>
    openLoad({
      connections: many,
      seconds,
      streams: [
        {
          perSecond: perBatch * batchesPerSecond,
          next: traffic.singles(),
          tally: singles,
        },
        {
          perSecond: batchesPerSecond,
          next: traffic.batches(),
          tally: batches,
        },
      ],
    }),
  );
  return { seconds, peak, singles, batches, lag };
}

async function runFlood(traffic, port, seconds, peak) {
  const small = new Tally();
  // As services do, it has its connections before it is crowded.
  const flood = await withConnections(
    port,
    SMALL_CONNECTIONS,
    async connections => {
      await connections.open();
      return withConnections(port, FLOOD, async flooding => {
        const running = closedLoad({
          connections: flooding,
          seconds: seconds + 1,
          next: traffic.batches('bench'),
        });
        await openLoad({
          connections,
          seconds,
          streams: [
            {
              perSecond: peak.perSecond / 20,
              next: traffic.singles('other'),
              tally: small,
            },
          ],
        });
        return (await running).tally;
      });
    },
  );
  return { small, flood };
}

async function withConnections(port, most, work) {
  const connections = new RawConnections(port, most);
  try {
    return await work(connections);
  } finally {
    connections.close();
  }
}

/** Requests of two callers in turn, or of one; no two are the same. */
class Traffic {
  constructor(tokens, port) {
    this.tokens = tokens;
    this.port = port;
    this.number = 0;
    this.turn = 0;
  }

  singles(caller) {
    return () => ({
      size: 1,
      bytes: this.bytes(caller, SINGLE, withdrawalRequest(this.number++)),
    });
  }

  batches(caller) {
    return () => ({
      size: BATCH_SIZE,
      bytes: this.bytes(caller, BATCH, {
        evaluations: Array.from({ length: BATCH_SIZE }, () =>
          withdrawalRequest(this.number++),
        ),
      }),
    });
  }

  /** A batch, and so many requests alone, again and again. */
  mixed(perBatch) {
    const single = this.singles();
    const batch = this.batches();
    let count = 0;
    return () => (count++ % (perBatch + 1) === 0 ? batch() : single());
  }

  bytes(caller, path, body) {
    const callers = Object.keys(this.tokens);
    const who = caller ?? callers[this.turn++ % callers.length];
    return rawRequest(this.port, this.tokens[who], post(path, body));
  }
}

function goodput({ singles, batches, seconds, peak }) {
  return (singles.good + batches.good) / seconds / peak.perSecond;
}

function answered({ goodRequests, requests }) {
  return goodRequests / requests;
}

function outcomesOf(tally) {
  return (
    Object.entries(tally.outcomes)
      .map(([outcome, count]) => `${count} x ${outcome}`)
      .join(', ') || 'nothing'
  );
}

function describe({ overloads, small, flood }) {
  return [
    ...Object.entries(overloads).flatMap(([half, overload]) => {
      const { peak, singles, batches, lag } = overload;
      return [
        `half of the ${half} in batches: peak ${Math.round(
          peak.perSecond,
        )}/s (${outcomesOf(peak.tally)}), at twice that ${goodput(
          overload,
        ).toFixed(2)} of it`,
        `  singles: ${outcomesOf(singles)}; p99 ${Math.round(singles.p99)} ms`,
        `  batches: ${outcomesOf(batches)}; p99 ${Math.round(batches.p99)} ms`,
        `  the load itself was late by ${Math.round(lag)} ms (p99)`,
      ];
    }),
    `beside a flood: ${outcomesOf(small)}; p99 ${Math.round(small.p99)} ms`,
    `  the flood: ${outcomesOf(flood)}`,
  ].join('\n');
}

function rows(results) {
  const share = of => medianOf(results, of);
  const partly = '200 with an item that has no decision';
  return [
    ...Object.keys(MIXES).flatMap(half => [
      row(
        `goodput at twice the peak / peak, half of the ${half} in batches`,
        share(({ overloads }) => goodput(overloads[half])),
        { atLeast: 0.8 },
      ),
      row(
        '  singles answered in time',
        share(({ overloads }) => answered(overloads[half].singles)),
      ),
      row(
        '  batches answered in time',
        share(({ overloads }) => answered(overloads[half].batches)),
      ),
    ]),
    row(
      'batches with a decision missing',
      results
        .flatMap(({ overloads, flood }) => [
          flood,
          ...Object.values(overloads).map(({ batches }) => batches),
        ])
        .reduce((total, { outcomes }) => total + (outcomes[partly] ?? 0), 0),
      { digits: 0, atMost: 0 },
    ),
    row(
      'answered in time of a caller at 5 % of the peak, beside a flood',
      share(({ small }) => answered(small)),
      { digits: 4, atLeast: 0.99 },
    ),
    row(
      'p99 of that caller',
      share(({ small }) => small.p99),
      { digits: 0, unit: 'ms' },
    ),
  ];
}
