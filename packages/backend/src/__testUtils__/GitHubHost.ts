import { execFileSync } from 'child_process';
import { once } from 'events';
import { mkdtempSync, rmSync } from 'fs';
import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { text } from 'stream/consumers';

interface TreeItem {
  path: string;
  mode: string;
  sha?: string;
  content?: string;
}

/** A pull request as someone asked for it. */
export interface PullRequest {
  title: string;
  body: string;
  head: string;
  base: string;
}

/**
 * The part of GitHub's REST and GraphQL API that opens pull requests, over a bare repository
 * `meridian/policies` with one commit on `main`: what it is told becomes git objects.
 *
 * @see https://docs.github.com/en/rest/git
 */
export class GitHubHost {
  static async start(token: string): Promise<GitHubHost> {
    const host = new GitHubHost(token);
    host.server.listen(0, '127.0.0.1');
    await once(host.server, 'listening');
    return host;
  }

  readonly pullRequests: PullRequest[] = [];
  /** Calls that it does not know. */
  readonly unknown: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'github-host-'));
  private readonly server: Server;

  private constructor(token: string) {
    this.git('init', '--quiet', '--bare', '--initial-branch=main');
    const readme = this.write('# Policies\n');
    const tree = this.writeTree([
      { path: 'README.md', mode: '100644', sha: readme },
    ]);
    this.git('update-ref', 'refs/heads/main', this.commit('Begin', tree, []));
    this.server = createServer(async (request, response) => {
      const respond = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      if (request.headers.authorization !== `token ${token}`) {
        respond(401, { message: 'Bad credentials' });
        return;
      }
      try {
        const answer = this.answer(request, await bodyOf(request));
        respond(answer ? 200 : 404, answer ?? { message: 'Not Found' });
      } catch (error) {
        respond(422, { message: (error as Error).message });
      }
    });
  }

  get apiBaseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Runs git in the repository. */
  git(...args: string[]): string {
    return this.run(args).trim();
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    rmSync(this.folder, { recursive: true });
  }

  /** @param body - what a client of GitHub sends, as its API describes it */
  private answer(request: IncomingMessage, body: any): unknown {
    const { pathname } = new URL(request.url!, 'http://host');
    const path = pathname.replace('/repos/meridian/policies', '');
    switch (`${request.method} ${path}`) {
      case 'GET ':
        return { default_branch: 'main', permissions: { push: true } };
      case 'GET /commits': {
        const sha = this.git('rev-parse', 'main');
        const tree = { sha: this.git('rev-parse', 'main^{tree}') };
        return [{ sha, commit: { tree } }];
      }
      case 'POST /git/blobs':
        return { sha: this.write(Buffer.from(body.content, body.encoding)) };
      case 'POST /git/trees':
        return { sha: this.writeTree(body.tree, body.base_tree) };
      case 'POST /git/commits':
        return { sha: this.commit(body.message, body.tree, body.parents) };
      case 'POST /graphql':
        return {
          data: { repository: { ref: this.find(body.variables.head) } },
        };
      case 'POST /git/refs':
        this.git('update-ref', body.ref, body.sha, '');
        return { ref: body.ref };
      case 'POST /pulls':
        this.pullRequests.push(body);
        return {
          number: this.pullRequests.length,
          html_url: `https://github.example/meridian/policies/pull/${this.pullRequests.length}`,
          base: { ref: body.base },
        };
      default:
        this.unknown.push(`${request.method} ${pathname}`);
        return undefined;
    }
  }

  /** A branch with its open pull request; null where there is none, as GraphQL says it. */
  private find(branch: string) {
    if (!this.git('branch', '--list', branch)) {
      return null;
    }
    const number =
      this.pullRequests.findIndex(({ head }) => head.endsWith(`:${branch}`)) +
      1;
    const url = `https://github.example/meridian/policies/pull/${number}`;
    return {
      associatedPullRequests: {
        edges: number ? [{ node: { id: `${number}`, number, url } }] : [],
      },
    };
  }

  private write(content: Buffer | string): string {
    return this.run(['hash-object', '-w', '--stdin'], content).trim();
  }

  private writeTree(items: TreeItem[], base?: string): string {
    const env = { GIT_INDEX_FILE: join(this.folder, 'api-index') };
    this.run(['read-tree', ...(base ? [base] : ['--empty'])], undefined, env);
    const lines = items.map(
      ({ path, mode, sha, content }) =>
        `${mode} ${sha ?? this.write(content ?? '')}\t${path}\n`,
    );
    this.run(['update-index', '--add', '--index-info'], lines.join(''), env);
    return this.run(['write-tree'], undefined, env).trim();
  }

  private commit(message: string, tree: string, parents: string[]): string {
    return this.run([
      ...['-c', 'user.name=portal', '-c', 'user.email=portal@github.example'],
      ...['commit-tree', tree, '-m', message],
      ...parents.flatMap(parent => ['-p', parent]),
    ]).trim();
  }

  private run(args: string[], input?: Buffer | string, env: object = {}) {
    return execFileSync('git', ['--git-dir', this.folder, ...args], {
      input,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<any> {
  const sent = await text(request);
  return sent ? JSON.parse(sent) : {};
}
