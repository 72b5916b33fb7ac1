import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { explain, tail } from './explain.mjs';
import { findFreePort, isFree, listeningSocket, requireFree } from './port.mjs';

const cases = [
  [
    '➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.',
    /"yarn.lock" is out of date/,
    /yarn install/,
  ],
  [
    'npm error code ENOTFOUND\nnpm error network request to https://registry.example/node failed',
    /registry cannot be reached/,
    /needs a network/,
  ],
  [
    '➤ YN0001: │ RequestError: getaddrinfo EAI_AGAIN registry.example',
    /registry cannot be reached/,
    /needs a network/,
  ],
  ['Error: ENOSPC: no space left on device, write', /disk is full/, /3 GB/],
  [
    "Error: EACCES: permission denied, mkdir '/checkout/node_modules'",
    /may not be written/,
    /chown/,
  ],
  [
    'Error: listen EADDRINUSE: address already in use 127.0.0.1:7007',
    /port is taken/,
    /--port 7017/,
  ],
  ['SqliteError: SQLITE_CORRUPT', /local database/, /approvals.+only there/s],
  [
    'Error: The migration directory is corrupt, the following files are missing: 29990101_x.js',
    /of a later version/,
    /git pull/,
  ],
  ['SQLITE_BUSY: database is locked', /Another program/, /PORTAL_DATA/],
  [
    "Error: a portal is running on the data folder '/srv/data', process 7",
    /Another portal/,
    /End that one/,
  ],
  [
    'insert into `a` values (1) - SQLITE_FULL: database or disk is full',
    /disk is full/,
    /Free/,
  ],
];

test('says what to do about each failure that is known', () => {
  for (const [output, message, fix] of cases) {
    const problem = explain(output, 'It failed');
    assert.match(problem.message, message);
    assert.match(problem.fix, fix);
    assert.ok(problem.fix.includes(tail(output)), 'the evidence is kept');
  }
});

test('shows the end of an output it does not know', () => {
  const output = Array.from({ length: 100 }, (_, n) => `line ${n}`).join('\n');
  const problem = explain(output, 'The app was not built');
  assert.equal(problem.message, 'The app was not built');
  assert.match(problem.fix, /line 99$/);
  assert.doesNotMatch(problem.fix, /line 10\n/);
});

test('names who holds a port and how to take another', async t => {
  const server = createServer();
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  t.after(() => server.close());
  const { port } = server.address();

  assert.equal(await isFree(port), false);
  assert.notEqual(await findFreePort(port), port);
  await assert.rejects(requireFree(port), problem => {
    assert.match(problem.message, new RegExp(`^Port ${port} is taken`));
    assert.match(problem.fix, new RegExp(`--port ${port + 10}$`));
    if (process.platform === 'linux') {
      assert.match(problem.message, new RegExp(`process ${process.pid}$`));
    }
    return true;
  });
});

test('finds the listening socket, not a connection to the same port', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1B5F 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 111 1
   1: 0100007F:1B5F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1
`;
  assert.equal(listeningSocket(table, 7007), '222');
  assert.equal(listeningSocket(table, 7008), undefined);
});
