import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBackend, untilReady } from '../backend.mjs';
import { EngineServer } from '../engines/EngineServer.mjs';
import { fromRoot, stop } from '../processes.mjs';
import { Problem } from '../Problem.mjs';

/** A backend with an OPA of its own beside it; it can be killed, halted and started again. */
export class Replica {
  /** `off`, `starting`, `live` or `halted`. */
  state = 'off';
  /** When it was halted last, and when it went on. */
  haltedAt = -Infinity;
  wokenAt = -Infinity;
  #backend;

  static async create({ number, port, folder, program, secrets, settings }) {
    const opa = await EngineServer.create({
      name: 'opa',
      path: program,
      folder: join(folder, `opa-${number}`),
      portalUrl: `http://127.0.0.1:${port}`,
      secrets,
    });
    await opa.start();
    const settingsFile = join(folder, `app-config.${number}.yaml`);
    // JSON is YAML.
    writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
    const dataFolder = join(folder, `data-${number}`);
    mkdirSync(dataFolder);
    return new Replica({ number, port, opa, settingsFile, dataFolder });
  }

  constructor(facts) {
    Object.assign(this, facts);
    this.url = `http://127.0.0.1:${this.port}`;
  }

  get name() {
    return `replica ${this.number}`;
  }

  /** @param environment - variables that the configuration asks for */
  async start(environment) {
    this.state = 'starting';
    const backend = startBackend({
      port: this.port,
      dataFolder: this.dataFolder,
      localConfigFiles: [this.settingsFile],
      environment: { ...environment, ...this.opa.environment },
      entry: fromRoot('bench/backend.ts'),
    });
    this.#backend = backend;
    if (!(await untilReady(backend, this.port))) {
      throw new Problem('Stopped', 'It was ended before its end');
    }
    this.wokenAt = performance.now();
    this.state = 'live';
  }

  async kill() {
    this.state = 'off';
    await stop(this.#backend.child, 'SIGKILL');
  }

  halt() {
    this.state = 'halted';
    this.haltedAt = performance.now();
    this.#backend.child.kill('SIGSTOP');
  }

  goOn() {
    this.#backend.child.kill('SIGCONT');
    this.wokenAt = performance.now();
    this.state = 'live';
  }

  /** What it said last, when something failed. */
  logs() {
    return this.#backend.logs.recent();
  }

  async stop() {
    if (this.#backend) {
      this.#backend.child.kill('SIGCONT');
      await stop(this.#backend.child);
    }
    await this.opa.stop();
  }
}
