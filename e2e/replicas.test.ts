import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from './support/portal';
import { walkChange, walkOnboarding } from './support/walks';

const PORT = Number(process.env.PORTAL_REPLICAS_PORT ?? 7057);
const READY_MS = 180_000;

test.use({
  baseURL: `http://localhost:${PORT}`,
  colleagueURL: `http://localhost:${PORT + 1}`,
});
test.describe.configure({ mode: 'serial' });

/** The author works on one replica, the reviewer on another, and a service asks the third. */
test.describe('with three replicas on PostgreSQL', () => {
  let replicas: ChildProcess | undefined;
  let output = '';

  test.beforeAll(async () => {
    test.setTimeout(READY_MS);
    replicas = spawn(
      process.execPath,
      ['scripts/replicas.mjs', '--port', String(PORT), '--count', '3'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [replicas.stdout!, replicas.stderr!]) {
      stream.on('data', data => {
        output += data;
      });
    }
    while (!output.includes('Ctrl+C stops them')) {
      if (replicas.exitCode !== null) {
        if (
          output.includes('There is no PostgreSQL') &&
          process.env.CI !== 'true'
        ) {
          replicas = undefined;
          return;
        }
        throw new Error(`the replicas did not start:\n${output}`);
      }
      await new Promise(wake => setTimeout(wake, 200));
    }
  });

  test.afterAll(async () => {
    if (replicas?.exitCode === null) {
      replicas.kill('SIGINT');
      await once(replicas, 'exit');
    }
  });

  test.beforeEach(() => {
    test.skip(!replicas, 'there is no PostgreSQL on this machine');
  });

  test('a change goes through review, publication and roll-back', async ({
    portal,
    colleague,
  }) => {
    await walkChange({ portal, colleague });
  });

  test('a domain becomes live, and every replica decides', async ({
    portal,
    colleague,
    request,
  }) => {
    await walkOnboarding({ portal, colleague });
    const token = await portal.page.evaluate(async () => {
      const response = await fetch('/api/auth/example/refresh', {
        headers: {
          'x-example-person': 'user:default/rania.khoury',
          'x-requested-with': 'XMLHttpRequest',
        },
      });
      return (await response.json()).backstageIdentity.token as string;
    });
    for (const port of [PORT, PORT + 1, PORT + 2]) {
      const answer = await request.post(
        `http://localhost:${port}/api/policies/access/v1/evaluation`,
        {
          headers: { authorization: `Bearer ${token}` },
          data: {
            subject: { type: 'user', id: 'rita' },
            action: { name: 'uphold' },
            resource: { type: 'Chargeback', id: 'p-1' },
          },
        },
      );
      expect(await answer.json()).toMatchObject({
        decision: true,
        context: { set: 'card-chargebacks' },
      });
    }
  });
});
