import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { describeConditions } from '../bench/conditions.mjs';
import { startBareServer } from '../bench/bareServer.mjs';
import { Failures } from '../bench/Failures.mjs';
import { load, takeTurns } from '../bench/load.mjs';
import { processorSeconds } from '../bench/process.mjs';
import { medianOf, medianRatio } from '../bench/statistics.mjs';
import { formatTable, mergeRuns, row } from '../bench/table.mjs';
import { stop } from './processes.mjs';

/** A server of decisions; `answer` may take over a request by its number. */
async function startServer(t, answer = () => false) {
  let number = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (!answer(number++, request, response)) {
        response.setHeader('content-type', 'application/json');
        response.end('{"decision":true}');
      }
    });
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

const requests = () => connection =>
  Array.from({ length: 50 }, (_, number) => ({
    method: 'POST',
    path: '/evaluation',
    body: JSON.stringify({ id: `${connection}-${number}` }),
  }));

const contender = base => (turn, seconds, report) =>
  load({ ...report, base, seconds, connections: 2, requests: requests(turn) });

test('measures on when requests fail, and tells which and how they were answered', async t => {
  const base = await startServer(t, (number, _request, response) => {
    if (number === 7) {
      response.statusCode = 503;
      response.end(`{"error":{"message":"engine 'opa' is overrun"}}`);
    } else if (number === 20) {
      response.end('{"evaluations":[{"context":{"error":{"status":500}}}]}');
    } else if (number === 30) {
      response.socket.destroy();
    }
    return [7, 20, 30].includes(number);
  });
  const failures = new Failures();
  const [{ portal }] = await takeTurns(
    { portal: contender(base) },
    { rounds: 1, seconds: 1, failures },
  );
  assert.ok(portal.good > 0);
  assert.ok(portal.perSecond > 0);
  assert.ok(portal.loadSeconds > 0);
  const told = failures.toString();
  assert.match(
    told,
    /^1 × portal, warm-up: 503 \{"error":\{"message":"engine 'opa' is overrun"\}\}\n +the first of them: POST \/evaluation \{"id":"[01]-\d+"\}$/m,
  );
  assert.match(told, /^1 × portal, warm-up: 200 .+"error"/m);
  assert.match(told, /portal, warm-up: .*(broke|closed)/);
  assert.equal(failures.count, failures.all.length);
});

test('goes on with the others when one cannot be asked at all', async t => {
  const base = await startServer(t);
  const refusing = await startServer(t, (_number, _request, response) => {
    response.statusCode = 500;
    response.end('no');
    return true;
  });
  const failures = new Failures();
  const results = await takeTurns(
    {
      good: contender(base),
      refusing: contender(refusing),
      broken: () => {
        throw new Error('there is no server');
      },
    },
    { rounds: 1, seconds: 1, failures, pids: { good: [process.pid] } },
  );
  const perSecond = name => round => round[name].perSecond;
  const rows = [
    row(
      'good / refusing',
      medianRatio(results, perSecond('good'), perSecond('refusing')),
    ),
    row(
      'good / broken',
      medianRatio(results, perSecond('good'), perSecond('broken')),
      { atLeast: 1 },
    ),
    row('good', medianOf(results, perSecond('good')), { digits: 0 }),
  ];
  assert.deepEqual(
    rows.map(({ value }) => value),
    [null, null, rows[2].value],
  );
  assert.ok(rows[2].value > 0);
  assert.equal(rows[1].met, 'no');
  assert.match(
    formatTable(rows),
    /^good \/ broken +not measured +at least 1 +no$/m,
  );
  if (process.platform === 'linux') {
    assert.ok(results[0].good.serverSeconds > 0);
  }
  assert.match(failures.toString(), /× refusing, round 1 of 1: 500 no/);
  assert.match(
    failures.toString(),
    /1 × broken, round 1 of 1: there is no server/,
  );
});

test('tells the range of several runs', () => {
  const runs = [3, 1, undefined, 2].map(value => [
    row('ratio', value, { atLeast: 2 }),
    row('never', undefined),
  ]);
  const [ratio, never] = mergeRuns(runs);
  assert.deepEqual(ratio, {
    name: 'ratio',
    value: 2,
    range: [1, 3],
    runs: 3,
    target: 'at least 2',
    met: 'yes',
  });
  assert.equal(never.value, null);
  assert.match(
    formatTable([ratio, never]),
    /^ratio +2 +1 to 3 \(3 runs\) +at least 2 +yes$/m,
  );
});

test('compares with a server that only answers', async t => {
  const { url, child } = await startBareServer('{"decision":true}');
  t.after(() => stop(child));
  const response = await fetch(url, { method: 'POST', body: '{}' });
  assert.equal(await response.text(), '{"decision":true}');
  if (process.platform === 'linux') {
    assert.ok(processorSeconds(child.pid) > 0);
  }
  assert.ok(Number.isNaN(processorSeconds(-1)));
});

test('says when the machine is not quiet', () => {
  const processors = [{ model: 'A' }, { model: 'A' }];
  assert.equal(describeConditions(0.1, processors).length, 1);
  assert.match(describeConditions(2, processors)[1], /not quiet/);
});
