import { execFileSync } from 'child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  createMockDirectory,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { GitRemoteRules } from '@internal/plugin-policies-node';
import { clientOfInitiator } from '../clientOfInitiator';
import { createJourneyFilesAction } from './createJourneyFilesAction';
import { createOpenChangeAction } from './createOpenChangeAction';
import { createPushBranchAction } from './createPushBranchAction';
import { createRegisterAction } from './createRegisterAction';

const BASE_URL = 'http://localhost:7007/api/policies';

const manifest = `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: records, title: Records }
spec:
  domain: testing
  owner: group:default/testers
  engine: cedar
  resourceTypes: [record]
  policies:
    - { name: read, title: Reading }
`;

describe('scaffolder actions', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const workspace = createMockDirectory();
  const clientOf = clientOfInitiator({
    auth: mockServices.auth(),
    discovery: mockServices.discovery.mock({
      getBaseUrl: async () => BASE_URL,
    }),
  });
  const contextOf = <T extends object>(input: T) =>
    createMockActionContext({
      input,
      workspacePath: workspace.path,
    }) as any;

  beforeEach(() => workspace.clear());

  it('writes the files of a journey into the workspace, and nowhere else', async () => {
    const files = [
      { path: 'policies/records/policy-set.yaml', content: manifest },
      { path: 'CODEOWNERS', content: '/policies/records/ @testers\n' },
    ];
    server.use(
      http.get(`${BASE_URL}/journeys/3/repository`, () =>
        HttpResponse.json({ files }),
      ),
    );
    const context = contextOf({ journey: '3' });
    await createJourneyFilesAction(clientOf).handler(context);
    expect(workspace.content({ shouldReadAsText: true })).toEqual({
      CODEOWNERS: '/policies/records/ @testers\n',
      policies: { records: { 'policy-set.yaml': manifest } },
    });
    expect(context.output).toHaveBeenCalledWith('paths', [
      'policies/records/policy-set.yaml',
      'CODEOWNERS',
    ]);
    expect(context.output).toHaveBeenCalledWith('folder', 'policies/records');
    server.use(
      http.get(`${BASE_URL}/journeys/3/repository`, () =>
        HttpResponse.json({ files: [{ path: '../out', content: '' }] }),
      ),
    );
    await expect(
      createJourneyFilesAction(clientOf).handler(contextOf({ journey: '3' })),
    ).rejects.toThrow(/not allowed/);
  });

  it('opens a change with what the workspace holds', async () => {
    workspace.setContent({
      'sets/records/policy-set.yaml': manifest,
      'sets/records/policies/read.cedar':
        'permit (principal, action, resource);',
      'sets/records/.git/config': 'secret',
    });
    const sent: any[] = [];
    server.use(
      http.post(`${BASE_URL}/changes`, async ({ request }) => {
        sent.push(await request.json());
        return HttpResponse.json({ id: '12' }, { status: 201 });
      }),
    );
    const context = contextOf({
      sourcePath: 'sets/records',
      title: 'From a template',
    });
    await createOpenChangeAction(clientOf).handler(context);
    expect(sent).toMatchObject([
      { set: 'records', title: 'From a template', submit: true },
    ]);
    expect(
      sent[0].files.map(({ path }: { path: string }) => path).sort(),
    ).toEqual(['policies/read.cedar', 'policy-set.yaml']);
    expect(context.output.mock.calls).toEqual([
      ['change', '12'],
      ['path', '/changes/12'],
      ['set', 'records'],
    ]);
    await expect(
      createOpenChangeAction(clientOf).handler(contextOf({ title: 'None' })),
    ).rejects.toThrow(`there is no 'policy-set.yaml'`);
    server.use(
      http.post(`${BASE_URL}/changes`, () =>
        HttpResponse.json(
          {
            error: { name: 'NotAllowedError', message: 'ask its owners' },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );
    await expect(
      createOpenChangeAction(clientOf).handler(
        contextOf({ sourcePath: 'sets/records', title: 'No' }),
      ),
    ).rejects.toThrow(/403/);
  });

  it('waits until a set is registered, and says why it is not', async () => {
    let reads = 0;
    server.use(
      http.post(
        `${BASE_URL}/registry/refresh`,
        () => new HttpResponse(undefined, { status: 204 }),
      ),
      http.get(`${BASE_URL}/sets/records`, () =>
        reads++ < 2
          ? HttpResponse.json(
              {
                error: { name: 'NotFoundError', message: 'not there' },
                response: { statusCode: 404 },
              },
              { status: 404 },
            )
          : HttpResponse.json({ revision: 'abc', diagnostics: [] }),
      ),
      http.get(`${BASE_URL}/sets/broken`, () =>
        HttpResponse.json({
          diagnostics: [{ message: 'it does not compile' }],
        }),
      ),
    );
    const action = createRegisterAction(clientOf, { everyMs: 10 });
    const context = contextOf({ set: 'records' });
    await action.handler(context);
    expect(context.output).toHaveBeenCalledWith('revision', 'abc');
    await expect(
      action.handler(contextOf({ set: 'broken', timeoutSeconds: 0.05 })),
    ).rejects.toThrow(/it does not compile/);
  });

  it('pushes nowhere that only the template names', async () => {
    const marker = join(workspace.path, 'ran');
    workspace.setContent({ 'a.txt': 'x' });
    const brought = join(workspace.path, 'brought.git');
    execFileSync('git', ['init', '--quiet', '--bare', brought]);
    writeFileSync(
      join(brought, 'hooks', 'pre-receive'),
      `#!/bin/sh\ntouch ${marker}\n`,
      { mode: 0o755 },
    );
    const action = createPushBranchAction(
      GitRemoteRules.fromConfig(mockServices.rootConfig()),
    );
    for (const remote of [brought, `file://${brought}`]) {
      await expect(
        action.handler(contextOf({ remote, branch: 'b', message: 'm' })),
      ).rejects.toThrow(`'policies.git.folders' does not name`);
    }
    expect(existsSync(marker)).toBe(false);
  });

  describe('policies:push-branch', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bare-'));
    const bare = join(folder, 'host.git');
    const git = (...args: string[]) =>
      execFileSync('git', ['--git-dir', bare, ...args], { encoding: 'utf8' });
    const rulesOf = () =>
      GitRemoteRules.fromConfig(
        mockServices.rootConfig({
          data: { policies: { git: { folders: [folder] } } },
        }),
      );
    const push = async (branch: string, more: object = {}) => {
      const context = contextOf({
        remote: bare,
        branch,
        message: 'Onboard records',
        ...more,
      });
      await createPushBranchAction(rulesOf()).handler(context);
      return context.output.mock.calls[0][1] as string;
    };

    beforeAll(() => {
      execFileSync('git', ['init', '--quiet', '--bare', bare]);
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('pushes to a bare repository, and overwrites nothing', async () => {
      workspace.setContent({ 'README.md': '# Policies\n' });
      await push('main');
      workspace.setContent({
        'policies/records/policy-set.yaml': manifest,
        '.git/config': '[core]\n',
      });
      const commit = await push('onboard-records', {
        authorName: 'Ann',
        authorEmail: 'ann@example.test',
      });
      expect(git('rev-parse', 'onboard-records').trim()).toBe(commit);
      expect(
        git('ls-tree', '-r', '--name-only', 'onboard-records')
          .trim()
          .split('\n'),
      ).toEqual(['README.md', 'policies/records/policy-set.yaml']);
      expect(
        git('log', '-1', '--format=%an %s', 'onboard-records').trim(),
      ).toBe('Ann Onboard records');
      expect(git('log', '-1', '--format=%an <%ae>', 'main').trim()).toBe(
        'Policy portal <policy-portal@localhost>',
      );
      expect(git('rev-parse', 'onboard-records~1')).toBe(
        git('rev-parse', 'main'),
      );

      // Someone else pushed to the branch meanwhile.
      workspace.setContent({ 'other.txt': 'x' });
      await expect(push('onboard-records')).rejects.toThrow(
        /other commits, or was force-pushed/,
      );
      expect(git('rev-parse', 'onboard-records').trim()).toBe(commit);
    });

    it('names what is wrong with a host', async () => {
      workspace.setContent({ 'a.txt': 'x' });
      await expect(push('b', { remote: `file://${folder}` })).rejects.toThrow(
        /cannot be reached.*nothing was pushed/,
      );
      await expect(
        push('b', { remote: join(folder, 'gone.git') }),
      ).rejects.toThrow(`'policies.git.folders' does not name`);
      await expect(push('b', { baseBranch: 'trunk' })).rejects.toThrow(
        `has no branch 'trunk'`,
      );
      await expect(push('b', { remote: '--upload-pack=x' })).rejects.toThrow(
        'is no remote',
      );
      for (const branch of ['--all', 'a..b', 'a.lock', 'a b', '@{-1}', '']) {
        await expect(push(branch)).rejects.toThrow(`'${branch}' is no branch`);
      }
      workspace.setContent({ 'README.md': readFileSync(__filename, 'utf8') });
      await push('again');
    });
  });
});
