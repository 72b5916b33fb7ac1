import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { APIRequestContext } from '@playwright/test';
import { expect } from './portal';

const READY_MS = 180_000;
/** Most requests in one call. */
const BATCH = 500;

/** A request for a decision, as AuthZEN writes it. */
export interface Question {
  subject: { type: string; id: string };
  action: { name: string };
  resource: { type: string; id: string; properties?: object };
  context?: object;
}

/** A portal of its own, whose services ask with tokens of theirs. */
export class ServicesPortal {
  static async start(port: number): Promise<ServicesPortal> {
    const child = spawn(
      process.execPath,
      ['scripts/services.mjs', '--port', String(port)],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const portal = new ServicesPortal(child, `http://localhost:${port}`);
    const deadline = Date.now() + READY_MS;
    while (!portal.output.includes('Ctrl+C stops it')) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await portal.close();
        throw new Error(`the portal is not ready:\n${portal.output}`);
      }
      await new Promise(wake => setTimeout(wake, 200));
    }
    return portal;
  }

  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', data => {
        this.output += data;
      });
    }
  }

  /** Asks for decisions as a service. */
  async ask(
    request: APIRequestContext,
    service: string,
    question: Question,
    times: number,
  ): Promise<void> {
    for (let left = times; left > 0; left -= BATCH) {
      const answer = await request.post(
        `${this.url}/api/policies/access/v1/evaluations`,
        {
          headers: { authorization: `Bearer ${this.tokens[service]}` },
          data: {
            evaluations: Array.from(
              { length: Math.min(left, BATCH) },
              () => question,
            ),
          },
        },
      );
      expect(answer.ok(), await answer.text()).toBe(true);
    }
  }

  /** Reads of the API of policies as a person who may see all. */
  async read(request: APIRequestContext, path: string) {
    const answer = await this.get(request, `policies${path}`);
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  }

  /** What a search finds, best first. */
  async search(
    request: APIRequestContext,
    term: string,
  ): Promise<
    Array<{ type: string; document: { title: string; lifecycle?: string } }>
  > {
    const results = [];
    let cursor: string | undefined;
    do {
      const answer = await this.get(
        request,
        `search/query?${new URLSearchParams({
          term,
          pageLimit: '50',
          ...(cursor && { pageCursor: cursor }),
        })}`,
      );
      if (!answer.ok()) {
        // There is no index yet.
        return [];
      }
      const page = await answer.json();
      results.push(...page.results);
      cursor = page.nextPageCursor;
    } while (cursor);
    return results;
  }

  /** The catalog fills in the first seconds. */
  async untilCatalogued(request: APIRequestContext, entity: string) {
    await expect
      .poll(
        async () =>
          (
            await this.get(request, `catalog/entities/by-name/${entity}`)
          ).status(),
        { timeout: 60_000 },
      )
      .toBe(200);
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGINT');
      await once(this.child, 'exit');
    }
  }

  private async get(request: APIRequestContext, path: string) {
    const session = await request.get(`${this.url}/api/auth/example/refresh`, {
      headers: {
        'x-example-person': 'user:default/saga.bergstrom',
        'x-requested-with': 'XMLHttpRequest',
      },
    });
    const { token } = (await session.json()).backstageIdentity;
    return request.get(`${this.url}/api/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  }

  private get tokens(): Record<string, string> {
    return JSON.parse(/^Tokens: (.*)$/m.exec(this.output)![1]);
  }
}
