import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { explain } from '../explain.mjs';
import { findFreePort } from '../port.mjs';
import { Problem } from '../Problem.mjs';
import { exitOf, start, stop, stopRequested } from '../processes.mjs';
import { definitions } from './definitions.mjs';
import { programs, versionOf } from './programs.mjs';

const READY_MS = 20_000;

const quote = text => `'${text.replaceAll("'", `'\\''`)}'`;

/** Stops when the server of an earlier run is still there, which would have its files changed under it. */
function requireEnded(name, folder) {
  let pid;
  try {
    pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    // By now the number may be that of another process. Without /proc it cannot be told.
    if (realpathSync(folder) !== readlinkSync(`/proc/${pid}/cwd`)) {
      return;
    }
  } catch {
    return;
  }
  throw new Problem(
    `The server of engine "${name}" of an earlier run is still there, process ${pid}`,
    `End it: kill ${pid}`,
  );
}

/**
 * The server of an engine, on loopback, with what it needs in a folder of its own. It ends with this
 * process and is never started again by itself: who ends it wants to see what happens.
 */
export class EngineServer {
  #child;
  #ending = false;

  /** Chooses ports and writes the files of the server; nothing runs yet. */
  static async create({ name, path, folder, portalUrl, secrets }) {
    requireEnded(name, folder);
    const { program, port: first, health, define } = definitions[name];
    const port = await findFreePort(first);
    const secondPort = await findFreePort(port + 1);
    const { args, files, environment } = define({
      port,
      secondPort,
      portalUrl,
      secrets,
    });
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const startFile = join(folder, 'start.sh');
    const scripts = {
      ...files,
      'start.sh': `cd ${quote(folder)} && echo $$ > pid && exec ${[
        path,
        ...args,
      ]
        .map(quote)
        .join(' ')}\n`,
    };
    for (const [file, content] of Object.entries(scripts)) {
      writeFileSync(join(folder, file), content, { mode: 0o600 });
    }
    return new EngineServer({
      name,
      title: programs[program].title,
      version: await versionOf(program, path),
      path,
      args,
      folder,
      startFile,
      environment,
      url: `http://127.0.0.1:${port}`,
      health,
    });
  }

  constructor(facts) {
    Object.assign(this, facts);
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts it and waits until it answers. */
  async start({ onDeath } = {}) {
    const logFile = join(this.folder, 'server.log');
    const log = openSync(logFile, 'w', 0o600);
    const child = start(this.path, this.args, {
      cwd: this.folder,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    if (child.pid) {
      writeFileSync(join(this.folder, 'pid'), `${child.pid}\n`);
    }
    this.#child = child;
    this.#ending = false;
    let ended = false;
    let ready = false;
    exitOf(child).then(
      () => {
        ended = true;
        if (ready && !this.#ending && !stopRequested()) {
          onDeath?.(this, child.signalCode ?? `exit code ${child.exitCode}`);
        }
      },
      () => (ended = true),
    );
    const deadline = Date.now() + READY_MS;
    while (!(await this.answers())) {
      if (ended || Date.now() > deadline) {
        await this.stop('SIGKILL');
        throw explain(
          readFileSync(logFile, 'utf8'),
          `The server of engine "${this.name}", ${this.title}, ${
            ended ? 'ended before it was ready' : 'is not ready'
          }`,
        );
      }
      await new Promise(wake => setTimeout(wake, 50));
    }
    ready = true;
  }

  async answers() {
    try {
      const response = await fetch(`${this.url}${this.health}`, {
        signal: AbortSignal.timeout(1_000),
        headers: { connection: 'close' },
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  async stop(signal) {
    this.#ending = true;
    if (this.#child) {
      await stop(this.#child, signal);
    }
  }
}
