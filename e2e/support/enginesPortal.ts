import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const READY_MS = 180_000;

/** A portal with the server of every engine: what `npm run engines` starts, read as a person reads it. */
export class EnginesPortal {
  static async start(port: number): Promise<EnginesPortal> {
    const child = spawn(
      process.execPath,
      ['scripts/launcher.mjs', 'engines', `--port=${port}`, '--fresh'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const portal = new EnginesPortal(child);
    const deadline = Date.now() + READY_MS;
    while (!portal.output.includes('Ctrl+C stops the portal')) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await portal.close();
        throw new Error(`the portal is not ready:\n${portal.output}`);
      }
      await new Promise(wake => setTimeout(wake, 200));
    }
    return portal;
  }

  private output = '';
  private readonly restarted: ChildProcess[] = [];

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', data => {
        this.output += data;
      });
    }
  }

  /** What it says of servers that this machine does not have. */
  get missing(): string[] {
    return this.output
      .split('\n')
      .filter(line => / is left out, as there is no /.test(line));
  }

  /** Ends the server of an engine at once, as a crash would. */
  kill(engine: string): void {
    const { pid } = this.row(engine);
    process.kill(pid, 'SIGKILL');
  }

  /** Starts it again by hand, with nothing of what it held. */
  startAgain(engine: string): void {
    this.restarted.push(
      spawn('sh', [join(this.folder, engine, 'start.sh')], { stdio: 'ignore' }),
    );
  }

  url(engine: string): string {
    return this.row(engine).url;
  }

  /** A secret between the portal and its servers. */
  secret(name: string): string {
    return JSON.parse(readFileSync(join(this.folder, 'secrets.json'), 'utf8'))[
      name
    ];
  }

  async close(): Promise<void> {
    this.restarted.forEach(child => child.kill());
    if (this.child.exitCode === null) {
      this.child.kill('SIGINT');
      await once(this.child, 'exit');
    }
  }

  private row(engine: string): { url: string; pid: number } {
    const [, url, pid] = new RegExp(
      `^${engine} .*(http://\\S+) +process (\\d+)$`,
      'm',
    ).exec(this.output)!;
    return { url, pid: Number(pid) };
  }

  /** What the servers keep. */
  private get folder(): string {
    const [, startFile] = /^sh (\/.*start\.sh)$/m.exec(this.output)!;
    return dirname(dirname(startFile));
  }
}
