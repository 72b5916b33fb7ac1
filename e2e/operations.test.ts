import { expect, test } from '@playwright/test';
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PORT = 7067;
const READY_MS = 180_000;
const HERE = `http://localhost:${PORT}`;

/** A portal that an operator runs on a folder of their own. */
class OperatedPortal {
  readonly parent = mkdtempSync(join(tmpdir(), 'portal-operated-'));
  readonly folder = join(this.parent, 'data');
  output = '';
  private child?: ChildProcess;

  /** Starts it, and waits until it is there or has ended. */
  async start(...args: string[]) {
    this.output = '';
    const child = spawn(
      process.execPath,
      ['scripts/launcher.mjs', 'portal', `--port=${PORT}`, ...args],
      { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', data => {
        this.output += data;
      });
    }
    await expect
      .poll(
        () =>
          this.output.includes('Ctrl+C stops the portal') ||
          child.exitCode !== null,
        { timeout: READY_MS },
      )
      .toBe(true);
    return child;
  }

  /** Runs a command beside it to its end. */
  run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/launcher.mjs', 'portal', ...args],
      { env: this.environment, encoding: 'utf8' },
    );
    return { status, output: stdout + stderr };
  }

  get backendPid(): number {
    return JSON.parse(readFileSync(join(this.folder, 'portal.json'), 'utf8'))
      .pid;
  }

  async end(signal: NodeJS.Signals) {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
  }

  private get environment() {
    return { ...process.env, PORTAL_DATA: this.folder };
  }
}

function isThere(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What is in the folder that would be used without PORTAL_DATA. */
const listUsual = () =>
  existsSync('.portal') ? readdirSync('.portal', { recursive: true }) : [];

test('an operator moves, configures, saves, loses and restores a portal', async ({
  request,
}) => {
  test.setTimeout(300_000);
  const portal = new OperatedPortal();
  const backup = join(portal.parent, 'backup.tar.gz');
  const config = join(portal.parent, 'own.yaml');
  const usual = listUsual();
  writeFileSync(config, 'app: { title: Our own portal }\n');
  try {
    await portal.start('--config', config);
    expect(portal.output).toContain(
      `The token is kept in ${join(portal.folder, 'app-config.local.yaml')}`,
    );
    expect(listUsual()).toEqual(usual);
    expect(await (await request.get(HERE)).text()).toContain('Our own portal');

    const { backstageIdentity } = await (
      await request.post(`${HERE}/api/auth/guest/refresh`)
    ).json();
    const headers = { authorization: `Bearer ${backstageIdentity.token}` };
    const journeys = `${HERE}/api/policies/journeys`;
    const made = await request.post(journeys, {
      headers,
      data: { fields: { domain: 'payouts', domainTitle: 'Payouts' } },
    });
    expect(made.ok()).toBe(true);
    const { id } = await made.json();

    const second = portal.run('--port=7068');
    expect(second.status).toBe(1);
    expect(second.output).toContain(
      `A portal is running on "${portal.folder}", process ${portal.backendPid}, at ${HERE}`,
    );
    expect(portal.run('backup', backup)).toMatchObject({ status: 0 });
    const early = portal.run('restore', backup);
    expect(early.status).toBe(1);
    expect(early.output).toContain('A portal is running');

    const { backendPid } = portal;
    await portal.end('SIGKILL');
    await expect
      .poll(() => isThere(backendPid), { timeout: 20_000 })
      .toBe(false);
    const database = join(portal.folder, 'policies.sqlite');
    rmSync(`${database}-wal`, { force: true });
    truncateSync(database, 3_000);
    const damaged = portal.run(`--port=${PORT}`);
    expect(damaged.status).toBe(1);
    expect(damaged.output).toContain(`The database "${database}" is damaged`);
    expect(damaged.output).toMatch(/approvals.*nowhere else/);
    expect(damaged.output).toContain('npm run portal -- restore FILE');

    expect(portal.run('restore', backup)).toMatchObject({ status: 0 });
    await portal.start();
    const again = await (
      await request.post(`${HERE}/api/auth/guest/refresh`)
    ).json();
    const journey = await request.get(`${journeys}/${id}`, {
      headers: { authorization: `Bearer ${again.backstageIdentity.token}` },
    });
    expect(await journey.json()).toMatchObject({ id });
  } finally {
    await portal.end('SIGINT');
    rmSync(portal.parent, { recursive: true, force: true });
  }
});
