import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { untilReady } from './backend.mjs';

/** A program that says it is ready, whichever it is. */
async function listenReady(t) {
  const server = createServer((request, response) =>
    response.end(JSON.stringify({ status: 'ok' })),
  ).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return server.address().port;
}

test('takes a backend for ready that answers, and none that has ended', async t => {
  const port = await listenReady(t);
  const logs = {
    recent: () =>
      'Error: The migration directory is corrupt, the following files are missing: 99991231_later.js',
  };
  const running = new Promise(() => {});
  assert.equal(await untilReady({ logs, ended: running }, port), true);
  await assert.rejects(
    untilReady({ logs, ended: Promise.resolve(1) }, port),
    ({ message, fix }) => {
      assert.match(message, /ended before it was ready/);
      assert.match(message, /of a later version of the portal/);
      return /git pull/.test(fix);
    },
  );
});
