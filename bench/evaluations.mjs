import { untilRead } from './api.mjs';
import { withBackend } from './backend.mjs';
import { load, takeTurns } from './load.mjs';
import { untilQuiet } from './process.mjs';
import { medianRatio } from './statistics.mjs';
import { row } from './table.mjs';
import {
  batchConnections,
  batchSize,
  distinct,
  distinctBatches,
  repeated,
  repeatedBatches,
} from './traffic.mjs';
import { withdrawalRequest } from './withdrawals.mjs';

const SINGLE = '/api/policies/access/v1/evaluation';
const BATCH = '/api/policies/access/v1/evaluations';

/** Decisions in batches of a hundred, next to as many single calls. */
export function bench({ port, rounds, seconds, failures }) {
  return withBackend({ port }, async backend => {
    const { base, token, pid } = backend;
    await untilRead(backend);
    await untilQuiet(pid);
    const contender = (requests, connections) => (turn, length, report) =>
      load({
        ...report,
        base,
        token,
        seconds: length,
        connections,
        requests: requests(turn),
      });
    const results = await takeTurns(
      {
        single: contender(distinct(SINGLE, withdrawalRequest)),
        batch: contender(
          distinctBatches(BATCH, withdrawalRequest),
          batchConnections,
        ),
        singleRepeated: contender(repeated(SINGLE, withdrawalRequest)),
        batchRepeated: contender(
          repeatedBatches(BATCH, withdrawalRequest),
          batchConnections,
        ),
      },
      { rounds, seconds, failures },
    );
    const ratio = (batch, single) =>
      medianRatio(
        results,
        round => round[batch].perSecond * batchSize,
        round => round[single].perSecond,
      );
    return [
      row(
        `decisions/s, batches of ${batchSize} / single, distinct requests`,
        ratio('batch', 'single'),
        { atLeast: 5 },
      ),
      row(
        `decisions/s, batches of ${batchSize} / single, repeated requests`,
        ratio('batchRepeated', 'singleRepeated'),
      ),
      row(
        'batches in which a request got no decision',
        results.reduce((total, { batch }) => total + batch.undecided, 0),
        { digits: 0, atMost: 0 },
      ),
    ];
  });
}
