import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curl } from './exampleRequest.mjs';
import { localConfig, narrowTokens, readToken } from './localState.mjs';
import { parseLine, withoutRepeats } from './logs.mjs';
import { runQuietly } from './runQuietly.mjs';
import { failuresOf, slowestOf } from './jestReport.mjs';
import { formatDuration } from './steps.mjs';
import { Tally } from './Tally.mjs';
import { tallyOf } from './test.mjs';

test('counts what jest, Playwright and Node.js report', () => {
  const jest = Tally.fromJest({
    numPassedTests: 40,
    numFailedTests: 1,
    numRuntimeErrorTestSuites: 1,
    numPendingTests: 2,
    numTodoTests: 1,
  });
  const browser = Tally.fromPlaywright({
    stats: { expected: 5, unexpected: 1, flaky: 0, skipped: 1 },
    errors: [{ message: 'the portal did not start' }],
  });
  const node = Tally.fromTap(
    '# tests 9\n# pass 7\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n',
  );
  assert.equal(`${jest}`, '40 passed, 2 failed, 3 skipped');
  assert.equal(`${browser}`, '5 passed, 2 failed, 1 skipped');
  assert.equal(`${node}`, '7 passed, 1 failed, 1 skipped');
  assert.equal(
    `${jest.add(browser).add(node)}`,
    '52 passed, 5 failed, 5 skipped',
  );
});

test('never says "0 failed" of a check that failed', () => {
  assert.equal(`${tallyOf({ ok: true })}`, '0 passed, 0 failed, 0 skipped');
  assert.equal(`${tallyOf({ ok: false })}`, '0 passed, 1 failed, 0 skipped');
  assert.equal(
    `${tallyOf({ ok: false, tally: new Tally(3, 2) })}`,
    '3 passed, 2 failed, 0 skipped',
  );
  assert.equal(
    `${tallyOf({ ok: false, tally: new Tally(3) })}`,
    '3 passed, 1 failed, 0 skipped',
  );
});

test('tells what failed, from the report', () => {
  assert.deepEqual(
    failuresOf({
      testResults: [
        { name: 'a', status: 'passed', message: '' },
        { name: 'b', status: 'failed', message: '● it › breaks' },
      ],
    }),
    ['b\n● it › breaks'],
  );
});

test('names the slowest test files', () => {
  const file = (name, seconds) => ({
    name: `/portal/${name}`,
    startTime: 5_000,
    endTime: 5_000 + seconds * 1_000,
  });
  assert.deepEqual(
    slowestOf(
      { testResults: [file('a', 1), file('b', 12.4), file('c', 3)] },
      '/portal',
      2,
    ),
    ['b 12 s', 'c 3 s'],
  );
});

test('shows what a child wrote only when it failed', async t => {
  const told = t.mock.method(console, 'log', () => {});
  const child = code => [
    '-e',
    `console.log('noise'); console.error('summary: a broke'); process.exit(${code})`,
  ];
  const options = { counted: /x/, parts: 'parts' };
  const codes = [
    await runQuietly(process.execPath, child(0), options),
    await runQuietly(process.execPath, child(3), options),
  ];
  const lines = told.mock.calls.map(({ arguments: [line] }) => line);
  told.mock.restore();
  assert.deepEqual(codes, [0, 3]);
  assert.deepEqual(lines.length, 1);
  assert.match(lines[0], /summary: a broke/);
});

test('finds the token again, also in a configuration a person has changed', () => {
  assert.equal(readToken(localConfig('abc-_D')), 'abc-_D');
  assert.equal(readToken("      token: 'quoted' # mine"), 'quoted');
  assert.equal(readToken('backend: {}'), undefined);
});

test('gives its token nothing but decisions, and narrows or names one made before', async () => {
  const { parse } = await import('yaml');
  const restrictionsOf = config =>
    parse(config).backend.auth.externalAccess[0].accessRestrictions;
  const narrow = [
    {
      plugin: 'policies',
      permission: ['policies.decision.evaluate', 'policies.decision.search'],
    },
  ];
  const made = localConfig('a-token');
  assert.deepEqual(restrictionsOf(made), narrow);
  assert.deepEqual(await narrowTokens(made, 'f'), { config: made });

  const before = made.replace(/\n +permission: .+/, '');
  const narrowed = await narrowTokens(before, 'f');
  assert.equal(narrowed.config, made);
  assert.match(narrowed.warning, /in f could do nearly everything/);

  const changed = `${before}# mine\n`;
  const told = await narrowTokens(changed, 'f');
  assert.equal(told.config, changed);
  assert.match(told.warning, /"local-service" in f may do more/);
  assert.match(told.warning, /permission: \[policies\.decision\.evaluate/);
  const open = before.replace(/ +accessRestrictions:\n.+\n/, '');
  assert.match((await narrowTokens(open, 'f')).warning, /"local-service"/);
  // Other plugins, and what a person narrowed in another way, are theirs.
  const other = before.replace('plugin: policies', 'plugin: catalog');
  assert.equal((await narrowTokens(other, 'f')).warning, undefined);
});

test('writes a curl that a shell reads back', () => {
  const command = curl({ port: 7017, token: 't0', request: { it: "o'clock" } });
  assert.match(command, /http:\/\/localhost:7017\/api\/policies/);
  assert.match(command, /Bearer t0'/);
  assert.ok(command.endsWith(`-d '{"it":"o'\\''clock"}'`));
});

test('shows warnings and errors of the backend, and keeps the rest', () => {
  const line = (level, message) =>
    parseLine(JSON.stringify({ level, message, plugin: 'catalog' }), false);
  assert.deepEqual(line('info', 'hello'), {
    quiet: true,
    text: 'catalog info: hello',
  });
  assert.equal(line('warn', 'careful').quiet, false);
  assert.equal(
    line('warn', 'backend.baseUrl is set to a localhost URL and …').quiet,
    true,
  );
  assert.equal(parseLine('{ not json', true).quiet, false);
  assert.equal(parseLine('Loading config', false).quiet, true);
});

test('says durations as people do', () => {
  assert.deepEqual([340, 9_990, 83_400, 196_000].map(formatDuration), [
    '0.3 s',
    '10 s',
    '83 s',
    '3 min 16 s',
  ]);
});

test('prints what repeats once in a while', () => {
  let time = 0;
  const isNew = withoutRepeats(() => time);
  assert.equal(isNew('policies error: engine is down\n at one'), true);
  assert.equal(isNew('policies error: engine is down\n at another'), false);
  assert.equal(isNew('policies error: something else'), true);
  time = 10_000;
  assert.equal(isNew('policies error: engine is down'), true);
});
