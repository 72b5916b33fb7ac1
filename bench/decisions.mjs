import { untilRead } from './api.mjs';
import { withBackend } from './backend.mjs';
import { load, takeTurns } from './load.mjs';
import { untilQuiet } from './process.mjs';
import { medianRatio } from './statistics.mjs';
import { row } from './table.mjs';
import { distinct, repeated } from './traffic.mjs';
import { withdrawalRequest } from './withdrawals.mjs';

const EVALUATION = '/api/policies/access/v1/evaluation';
const BARE = '/api/bare/hello';

/** One decision through the API, next to a bare authenticated route in the same process. */
export function bench({ port, rounds, seconds, failures }) {
  return withBackend({ port }, async backend => {
    const { base, token, pid } = backend;
    await untilRead(backend);
    await untilQuiet(pid);
    const contender = requests => (turn, length, report) =>
      load({
        ...report,
        base,
        token,
        seconds: length,
        requests: requests(turn),
      });
    const results = await takeTurns(
      {
        bareGet: contender(() => () => [{ method: 'GET', path: BARE }]),
        distinct: contender(distinct(EVALUATION, withdrawalRequest)),
        barePost: contender(distinct(BARE, withdrawalRequest)),
        repeated: contender(repeated(EVALUATION, withdrawalRequest)),
      },
      { rounds, seconds, failures },
    );
    return [
      ...compare(results, 'distinct', 'bareGet', 'bare GET'),
      ...compare(results, 'distinct', 'barePost', 'bare POST'),
      ...compare(results, 'repeated', 'bareGet', 'bare GET'),
      ...compare(results, 'repeated', 'barePost', 'bare POST'),
    ];
  });
}

function compare(results, requests, bare, bareName) {
  const ratio = of =>
    medianRatio(
      results,
      round => of(round[requests]),
      round => of(round[bare]),
    );
  return [
    row(
      `throughput, ${requests} requests / ${bareName}`,
      ratio(({ perSecond }) => perSecond),
      { atLeast: 0.8 },
    ),
    row(
      `p99, ${requests} requests / ${bareName}`,
      ratio(({ p99 }) => p99),
      { below: 4 },
    ),
  ];
}
