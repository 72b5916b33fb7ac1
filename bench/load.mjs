import autocannon from 'autocannon';
import { Problem } from '../scripts/Problem.mjs';
import { percentile } from './statistics.mjs';

const CONNECTIONS = 16;

/*
 * Requests are made before a turn begins, a list for each connection: making them during it would
 * take the time of the processors from the backend, which runs on the same ones. The lists of one
 * turn are longer together than the decision cache, so that a connection that comes to the end of
 * its list and starts again finds nothing kept.
 */

/**
 * Sends requests over connections, by default 16, each waiting for its answer before it asks again.
 *
 * @param base - URL the paths of the requests start from
 * @param token - bearer token
 * @param seconds - how long
 * @param requests - makes the list of a connection from its number: `{ method, path, body? }` each
 * @returns answers per second, the time in milliseconds that half and 99 of 100 answers took at most, and how
 *   many answers hold an error for one of the decisions of a batch; they do not count as answers
 */
export async function load({
  base,
  token,
  seconds,
  requests,
  connections = CONNECTIONS,
}) {
  let connection = 0;
  let count = 0;
  const latencies = [];
  let started;
  let last;
  const run = autocannon({
    url: base,
    connections,
    duration: seconds,
    sampleInt: 250,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
    },
    verifyBody: body => !body.includes('"error":'),
    setupClient: client => client.setRequests(requests(connection++)),
  });
  run.on('start', () => (started = performance.now()));
  run.on('response', (_client, _status, _bytes, milliseconds) => {
    count++;
    latencies.push(milliseconds);
    last = performance.now();
  });
  const { non2xx, errors, mismatches, statusCodeStats } = await run;
  if (non2xx > 0 || errors > 0 || count === 0) {
    throw new Problem(
      `Of ${count} answers ${non2xx} were refusals (${Object.keys(
        statusCodeStats,
      ).join(', ')}), and ${errors} requests failed`,
      'A benchmark of errors means nothing: see the warnings of the backend above',
    );
  }
  return {
    perSecond: ((count - mismatches) * 1_000) / (last - started),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    undecided: mismatches,
  };
}

/**
 * Lets several loads take turns, so that whatever else the machine does meets all of them. Every
 * round begins with another one, and a round before the first warms up.
 *
 * @param contenders - by name, a function of the number of the turn that runs the load for `seconds`
 * @returns the rounds, each with the results by name
 */
export async function takeTurns(contenders, { rounds, seconds }) {
  const entries = Object.entries(contenders);
  const results = [];
  for (let round = 0; round <= rounds; round++) {
    const result = {};
    for (let index = 0; index < entries.length; index++) {
      const [name, run] = entries[(round + index) % entries.length];
      const turn = round * entries.length + index;
      result[name] = await run(
        turn,
        round === 0 ? Math.min(3, seconds) : seconds,
      );
    }
    const told = Object.entries(result)
      .map(([name, { perSecond }]) => `${name} ${Math.round(perSecond)}/s`)
      .join(', ');
    console.log(
      `${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${told}`,
    );
    if (round > 0) {
      results.push(result);
    }
  }
  return results;
}
