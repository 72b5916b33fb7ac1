import { execFileSync } from 'child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { parseGitRemote } from './GitRemote';
import { GitRemoteRules } from './GitRemoteRules';
import { branchState, pushBranch } from './pushBranch';

const rulesOf = (policies: object) =>
  GitRemoteRules.fromConfig(
    mockServices.rootConfig({ data: { policies } as any }),
  );

describe('remotes of git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'git-'));
  const marker = join(folder, 'ran');
  const servers: Server[] = [];

  afterAll(() => {
    servers.forEach(server => server.close());
    rmSync(folder, { recursive: true });
  });

  async function serve(answer: (url: string) => string | undefined) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      const location = answer(request.url!);
      response.writeHead(location ? 302 : 404, location ? { location } : {});
      response.end();
    });
    servers.push(server);
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    return { host: `127.0.0.1:${port}`, asked };
  }

  const options = (
    remote: ReturnType<typeof parseGitRemote>,
    branch = 'b',
  ) => ({
    remote,
    branch,
    baseBranch: 'main',
    message: 'A change',
    author: { name: 'Ann', email: 'ann@example.test' },
    write: async (checkout: string) =>
      writeFileSync(join(checkout, 'a.txt'), branch),
  });

  it.each([
    `ext::sh -c touch% ${marker}`,
    'ext::x',
    'fd::0',
    'transport::https://host/x.git',
    '--upload-pack=touch x',
    '-c',
    'relative.git',
    './relative.git',
    'git://host/x.git',
    'ftp://host/x.git',
    'https+ext://host/x.git',
    'file://host/srv/x.git',
    'ssh://-oProxyCommand=touch/x',
    'ssh://-l@host/x',
    'ssh://%2doProxyCommand=touch@host/x',
    '-oProxyCommand=touch@host:x',
    '-host:x',
    'host:-x',
    'host::x',
    'https://host/x\n.git',
    '',
  ])('takes no %j', async address => {
    expect(() => parseGitRemote(address)).toThrow(/is no remote/);
    await expect(rulesOf({}).check(address)).rejects.toThrow(/is no remote/);
    expect(existsSync(marker)).toBe(false);
  });

  it('takes hosts by https and ssh, and the rest as the configuration names it', async () => {
    const rules = rulesOf({
      git: { folders: [join(folder, 'srv')], httpHosts: ['git.internal:8080'] },
      onboarding: { repository: { remote: join(folder, 'own.git') } },
    });
    mkdirSync(join(folder, 'srv', 'x.git'), { recursive: true });
    mkdirSync(join(folder, 'srv-other'));
    mkdirSync(join(folder, 'own.git'));
    symlinkSync(join(folder, 'srv-other'), join(folder, 'srv', 'away'));
    symlinkSync(join(folder, 'srv', 'x.git'), join(folder, 'into'));
    for (const [address, protocol] of [
      ['https://token:secret@host.example/x.git', 'https'],
      ['ssh://git@host.example:22/x.git', 'ssh'],
      ['git@host.example:team/x.git', 'ssh'],
      ['http://git.internal:8080/x.git', 'http'],
      [join(folder, 'srv', 'x.git'), 'file'],
      [`file://${join(folder, 'srv', 'x.git')}`, 'file'],
      [join(folder, 'into'), 'file'],
      [join(folder, 'own.git'), 'file'],
    ]) {
      expect(await rules.check(address)).toMatchObject({ protocol });
    }
    // Where a URL parser and curl would read two hosts, git is given the one that was checked.
    expect(
      await rules.check('http://git.internal:8080\\@evil/x'),
    ).toMatchObject({
      address: 'http://git.internal:8080/@evil/x',
      host: 'git.internal:8080',
    });
    for (const address of [
      'http://git.internal:8080@evil.example/x.git',
      'http://host.example/x.git',
      'http://git.internal/x.git',
      'http://169.254.169.254/latest',
      `${folder}`,
      join(folder, 'srv-other'),
      join(folder, 'srv', 'away'),
      `${join(folder, 'srv')}/../srv-other`,
      `file://${folder}/srv/%2e%2e/srv-other`,
      '/etc',
    ]) {
      await expect(rules.check(address)).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    }
  });

  it('runs nothing that a repository brings, on either side', async () => {
    const bare = join(folder, 'srv', 'hooked.git');
    const git = (...args: string[]) =>
      execFileSync('git', ['--git-dir', bare, ...args], { encoding: 'utf8' });
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    for (const hook of [
      'pre-receive',
      'update',
      'post-receive',
      'post-update',
      'reference-transaction',
      'pre-push',
    ]) {
      const file = join(bare, 'hooks', hook);
      writeFileSync(file, `#!/bin/sh\ntouch ${marker}\nexit 1\n`);
      chmodSync(file, 0o755);
    }
    git('config', 'core.hooksPath', join(bare, 'hooks'));
    git('config', 'core.alternateRefsCommand', `touch ${marker};`);
    git('config', 'core.fsmonitor', `touch ${marker};`);
    git('config', 'uploadpack.packObjectsHook', `touch ${marker};`);
    // An alternate is what has git ask for its references.
    const other = join(folder, 'srv', 'other.git');
    execFileSync('git', ['init', '--quiet', '--bare', other]);
    writeFileSync(
      join(bare, 'objects', 'info', 'alternates'),
      `${join(other, 'objects')}\n`,
    );
    const remote = await rulesOf({
      git: { folders: [join(folder, 'srv')] },
    }).check(bare);
    await pushBranch(options(remote, 'main'));
    const commit = await pushBranch(options(remote, 'next'));
    expect(git('rev-parse', 'next').trim()).toBe(commit);
    expect(
      await branchState({
        remote,
        branch: 'next',
        baseBranch: 'main',
        commit,
      }),
    ).toBe('open');
    expect(existsSync(marker)).toBe(false);
  });

  it('follows no redirect, and asks nobody for credentials', async () => {
    const canary = await serve(() => undefined);
    const host = await serve(url => `http://${canary.host}${url}`);
    const remote = await rulesOf({ git: { httpHosts: [host.host] } }).check(
      `http://user:secret@${host.host}/x.git`,
    );
    const failure = await pushBranch(options(remote)).catch(error => error);
    expect(failure).toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(`git host 'http://${host.host}/x.git'`),
    });
    expect(failure.message).not.toContain('secret');
    expect(host.asked.length).toBeGreaterThan(0);
    expect(canary.asked).toEqual([]);
  });
});
