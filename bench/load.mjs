import autocannon from 'autocannon';
import { processorSeconds } from './process.mjs';
import { percentile } from './statistics.mjs';

const CONNECTIONS = 16;
const FAILED = '"error":';

/*
 * Requests are made before a turn begins, a list for each connection: making them during it would
 * take the time of the processors from the backend, which runs on the same ones. The lists of one
 * turn are longer together than the decision cache, so that a connection that comes to the end of
 * its list and starts again finds nothing kept.
 */

const tellRequest = ({ method, path, body = '' } = {}) =>
  `${method} ${path} ${body}`.trim();

/**
 * Sends requests over connections, by default 16, each waiting for its answer before it asks again. What fails is
 * told and not counted.
 *
 * @param base - URL the paths of the requests start from
 * @param token - bearer token
 * @param seconds - how long
 * @param requests - makes the list of a connection from its number: `{ method, path, body? }` each
 * @param failures - told of every request that failed, and of answers that hold an error for one of the decisions
 *   of a batch
 * @param where - what this turn is, for these
 * @returns good answers and how many a second, the time in milliseconds that half and 99 of 100 answers took at
 *   most, how many answers held an error, and the processor time of the load itself; rates that could not be
 *   measured are NaN
 */
export async function load({
  base,
  token,
  seconds,
  requests,
  connections = CONNECTIONS,
  failures,
  where,
}) {
  let connection = 0;
  let count = 0;
  let undecided = 0;
  let sent = 0;
  let broken = 0;
  const latencies = [];
  let started;
  let last;
  let own;
  // Of the answer whose body is looked at next: autocannon tells one after the other.
  let answered;
  const fail = (what, request) =>
    failures.add({ where, what, request: request && tellRequest(request) });
  const run = autocannon({
    url: base,
    connections,
    duration: seconds,
    sampleInt: 250,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
    },
    verifyBody: body => {
      const { status, request } = answered;
      if (status >= 200 && status < 300 && !body.includes(FAILED)) {
        return true;
      }
      undecided += status === 200 ? 1 : 0;
      fail(`${status} ${body}`, request);
      return false;
    },
    setupClient: client => {
      const current = () => client.requestIterator.currentRequest;
      client.setRequests(requests(connection++));
      client.on('request', () => sent++);
      client.on('response', status => {
        answered = { status, request: current() };
      });
      client.on('connError', error => {
        broken++;
        fail(`the connection broke: ${error.message}`, current());
      });
      client.on('timeout', () => {
        broken++;
        fail('no answer after 10 s', current());
      });
    },
  });
  run.on('start', () => {
    started = performance.now();
    own = process.cpuUsage();
  });
  run.on('response', (_client, _status, _bytes, milliseconds) => {
    count++;
    latencies.push(milliseconds);
    last = performance.now();
  });
  const { mismatches } = await run;
  const { user, system } = process.cpuUsage(own);
  const good = count - mismatches;
  // When time is up, each connection waits for one.
  const unanswered = sent - count - broken - connections;
  if (unanswered > 0) {
    failures.add({
      where,
      what: 'the connection was closed without an answer',
      count: unanswered,
    });
  }
  if (count === 0) {
    fail('nothing was answered');
  }
  return {
    good,
    perSecond: good > 0 ? (good * 1_000) / (last - started) : NaN,
    p50: count ? percentile(latencies, 0.5) : NaN,
    p99: count ? percentile(latencies, 0.99) : NaN,
    undecided,
    loadSeconds: (user + system) / 1e6,
  };
}

/** Processor time that some work took of the processes that serve, in seconds. */
async function withProcessorTime(pids, work) {
  const sum = () =>
    pids.reduce((total, pid) => total + processorSeconds(pid), 0);
  const before = sum();
  const result = await work();
  return {
    ...result,
    serverSeconds: pids.length ? sum() - before : NaN,
  };
}

const NOTHING = { good: 0, perSecond: NaN, p50: NaN, p99: NaN, undecided: 0 };

/**
 * Lets several loads take turns, so that whatever else the machine does meets all of them. Every
 * round begins with another one, and a round before the first warms up.
 *
 * @param contenders - by name, a function of the number of the turn and its length that runs the load; it passes
 *   its third argument, `{ failures, where }`, on
 * @param failures - told of what failed; the others go on
 * @param pids - by name, the processes that serve it
 * @returns the rounds, each with the results by name, with `serverSeconds` of processor time
 */
export async function takeTurns(
  contenders,
  { rounds, seconds, failures, pids = {} },
) {
  const entries = Object.entries(contenders);
  const results = [];
  for (let round = 0; round <= rounds; round++) {
    const result = {};
    const title = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
    for (let index = 0; index < entries.length; index++) {
      const [name, run] = entries[(round + index) % entries.length];
      const turn = round * entries.length + index;
      const where = `${name}, ${title}`;
      result[name] =
        (await failures.attempt(where, () =>
          withProcessorTime(pids[name] ?? [], () =>
            run(turn, round === 0 ? Math.min(3, seconds) : seconds, {
              failures,
              where,
            }),
          ),
        )) ?? NOTHING;
    }
    const told = Object.entries(result)
      .map(([name, { perSecond }]) =>
        Number.isFinite(perSecond)
          ? `${name} ${Math.round(perSecond)}/s`
          : `${name} not measured`,
      )
      .join(', ');
    console.log(`${title}: ${told}`);
    if (round > 0) {
      results.push(result);
    }
  }
  return results;
}
