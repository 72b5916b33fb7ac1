import { percentile } from './statistics.mjs';

/** An answer counts when it comes so soon after its request was due. */
const IN_TIME_MS = 1_000;
/** What is still unanswered so long after the last request was due is given up. */
const GIVE_UP_MS = 3_000;
const ERROR = Buffer.from('"error":');

/** Counts what became of requests of one kind. */
export class Tally {
  constructor() {
    this.requests = 0;
    this.asked = 0;
    this.good = 0;
    this.goodRequests = 0;
    this.outcomes = {};
    this.latencies = [];
  }

  /** @param size - decisions that the request asks for */
  due(size) {
    this.requests++;
    this.asked += size;
  }

  answered({ status, body }, size, milliseconds) {
    let outcome = `${status}`;
    if (status === 0) {
      outcome = 'broken connection';
    } else if (status === 200 && body.includes(ERROR)) {
      outcome = '200 with an item that has no decision';
    } else if (status === 200 && milliseconds > IN_TIME_MS) {
      outcome = '200, too late';
    } else if (status === 200) {
      this.good += size;
      this.goodRequests++;
    }
    this.latencies.push(milliseconds);
    this.count(outcome);
  }

  count(outcome) {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  get p99() {
    return this.latencies.length ? percentile(this.latencies, 0.99) : NaN;
  }
}

/**
 * Requests that wait for answers, over a few connections, as fast as they come.
 *
 * @param next - makes the next request: `{ bytes, size }`
 * @returns the tally, and decisions per second
 */
export async function closedLoad({ connections, seconds, next }) {
  await connections.open();
  const tally = new Tally();
  const started = performance.now();
  const end = started + seconds * 1_000;
  let open = 0;
  let last = started;
  await new Promise(resolve => {
    const step = () => {
      const due = performance.now();
      if (due >= end) {
        if (open === 0) {
          resolve();
        }
        return;
      }
      const connection = connections.take();
      if (!connection) {
        return;
      }
      const { bytes, size } = next();
      open++;
      tally.due(size);
      connection.send(bytes, answer => {
        open--;
        last = performance.now();
        tally.answered(answer, size, last - due);
      });
    };
    connections.onIdle = step;
    for (let count = connections.idle.length; count > 0; count--) {
      step();
    }
  });
  connections.onIdle = undefined;
  return { tally, perSecond: (tally.good * 1_000) / (last - started) };
}

/**
 * Requests that come at times of their own, whether earlier ones were answered or not.
 *
 * @param streams - `{ perSecond, next, tally }` each: requests per second on average, and what makes the next
 * @returns milliseconds for which this side itself had no processor, 1 time in 100
 */
export async function openLoad({ connections, seconds, streams }) {
  // Before the load: a server that is busy takes a connection at a time.
  await connections.open();
  const started = performance.now();
  const end = started + seconds * 1_000;
  const waiting = [];
  const lags = [];
  let open = 0;
  const arrivals = streams.map(stream => ({ ...stream, at: started }));
  const dispatch = () => {
    while (waiting.length) {
      const connection = connections.take();
      if (!connection) {
        return;
      }
      const { due, request, tally } = waiting.shift();
      open++;
      connection.send(request.bytes, answer => {
        open--;
        tally.answered(answer, request.size, performance.now() - due);
      });
    }
  };
  connections.onIdle = dispatch;
  let ticked = started;
  for (;;) {
    const now = performance.now();
    lags.push(now - ticked);
    ticked = now;
    if (now >= end + GIVE_UP_MS || (now >= end && open === 0)) {
      break;
    }
    for (const arrival of arrivals) {
      while (arrival.at < Math.min(now, end)) {
        const request = arrival.next();
        arrival.tally.due(request.size);
        waiting.push({ due: arrival.at, request, tally: arrival.tally });
        // Independent of each other, as people are.
        arrival.at +=
          (-Math.log(1 - Math.random()) * 1_000) / arrival.perSecond;
      }
    }
    dispatch();
    await new Promise(wake => setTimeout(wake, 1));
  }
  connections.onIdle = undefined;
  for (const { tally } of waiting) {
    tally.count('never sent, as all connections were in use');
  }
  if (open) {
    connections.close();
  }
  return lags.length ? percentile(lags, 0.99) : 0;
}
