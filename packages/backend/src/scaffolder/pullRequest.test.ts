import { readFileSync } from 'fs';
import { join } from 'path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import githubModule from '@backstage/plugin-scaffolder-backend-module-github';
import policiesPlugin from '@internal/plugin-policies-backend';
import cedarModule from '@internal/plugin-policies-backend-module-cedar';
import changesModule from '@internal/plugin-policies-backend-module-changes';
import onboardingModule from '@internal/plugin-policies-backend-module-onboarding';
import scaffolderModulePolicies from '@internal/plugin-scaffolder-backend-module-policies';
import request from 'supertest';
import { parse } from 'yaml';
import { until } from '@internal/plugin-policies-node/testUtils';
import { GitHubHost } from '../__testUtils__/GitHubHost';

const README = join(
  __dirname,
  '../../../../plugins/scaffolder-backend-module-policies/README.md',
);
const TOKEN = 'token-of-the-portal';

/** The template of the README, for a host of the test. */
function readTemplate(): Entity {
  const readme = readFileSync(README, 'utf8');
  const text = [...readme.matchAll(/```yaml\n(.+?)```/gs)]
    .map(([, block]) => block)
    .find(block => block.includes('kind: Template'))!;
  return parse(text.replace('github.com', 'github.example'));
}

async function startScaffolder(host: GitHubHost, token = TOKEN) {
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      githubModule,
      scaffolderModulePolicies,
      policiesPlugin,
      cedarModule,
      changesModule,
      onboardingModule,
      catalogServiceMock.factory({ entities: [readTemplate()] }),
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost:7007' },
          integrations: {
            github: [
              { host: 'github.example', apiBaseUrl: host.apiBaseUrl, token },
            ],
          },
          policies: {
            engines: { cedar: { liveWorkers: 1, draftWorkers: 1 } },
          },
        },
      }),
    ],
  });
  const api = request(backend.server);
  return {
    api,
    stop: () => backend.stop(),
    /** Runs the template to its end. */
    async run(journey: string) {
      const { body: task } = await api
        .post('/api/scaffolder/v2/tasks')
        .send({
          templateRef: 'template:default/onboard-by-pull-request',
          values: { journey },
        })
        .expect(201);
      const at = `/api/scaffolder/v2/tasks/${task.id}`;
      const { body } = await until(
        () => api.get(at).expect(200),
        seen => !['open', 'processing'].includes(seen.body.status),
      );
      const { body: events } = await api.get(`${at}/events`);
      return {
        status: body.status,
        events: JSON.stringify(events),
        links: events
          .at(-1)
          .body.output?.links?.map(({ url }: { url: string }) => url),
      };
    },
  };
}

describe('a journey by pull request', () => {
  let host: GitHubHost;
  beforeEach(async () => {
    host = await GitHubHost.start(TOKEN);
  });
  afterEach(() => host.stop());

  const journeyOf = async (api: ReturnType<typeof request>) =>
    (
      await api
        .post('/api/policies/journeys')
        .send({
          fields: {
            domain: 'payouts',
            domainTitle: 'Payouts',
            owner: 'group:default/testers',
            title: 'Payouts',
            set: 'payouts',
            template: 'four-eyes',
            resourceType: 'payout',
            engine: 'cedar',
          },
        })
        .expect(201)
    ).body.id as string;

  it('is opened by the publish action of the scaffolder, and proposed as a change', async () => {
    const scaffolder = await startScaffolder(host);
    try {
      const journey = await journeyOf(scaffolder.api);
      const { status, links, events } = await scaffolder.run(journey);
      expect({ status, events }).toMatchObject({ status: 'completed' });
      expect(host.unknown).toEqual([]);
      expect(host.pullRequests).toMatchObject([
        {
          title: 'Onboard a domain',
          body: 'Written by the policy portal',
          head: `meridian:onboard-${journey}`,
          base: 'main',
        },
      ]);
      const branch = `onboard-${journey}`;
      expect(host.git('rev-parse', `${branch}~1`)).toBe(
        host.git('rev-parse', 'main'),
      );
      expect(
        host.git('ls-tree', '-r', '--name-only', branch).split('\n'),
      ).toEqual(
        expect.arrayContaining([
          '.github/workflows/policies.yaml',
          'CODEOWNERS',
          'README.md',
          'policies/payouts/policies/not-ones-own.cedar',
          'policies/payouts/policy-set.yaml',
        ]),
      );
      expect(host.git('show', `${branch}:CODEOWNERS`)).toBe(
        '/policies/payouts/ @testers',
      );
      expect(links).toEqual([
        'https://github.example/meridian/policies/pull/1',
        expect.stringMatching(/^\/changes\/\d+$/),
      ]);
      const { body: change } = await scaffolder.api
        .get(`/api/policies${links[1]}`)
        .expect(200);
      expect(change).toMatchObject({
        set: 'payouts',
        description: links[0],
        state: 'in-review',
      });

      // The same once more: the branch has its pull request already.
      const again = await scaffolder.run(journey);
      expect(again.status).toBe('failed');
      expect(again.events).toContain('Pull request already exists');
      expect(host.pullRequests).toHaveLength(1);
    } finally {
      await scaffolder.stop();
    }
  });

  it('fails naming what the host says, and proposes nothing', async () => {
    const scaffolder = await startScaffolder(host, 'a-token-that-was-revoked');
    try {
      const journey = await journeyOf(scaffolder.api);
      const { status, events } = await scaffolder.run(journey);
      expect(status).toBe('failed');
      expect(events).toContain('Bad credentials');
      const { body } = await scaffolder.api.get('/api/policies/changes');
      expect(body.items).toEqual([]);
      const { body: kept } = await scaffolder.api
        .get(`/api/policies/journeys/${journey}`)
        .expect(200);
      expect(kept.fields.set.value).toBe('payouts');
    } finally {
      await scaffolder.stop();
    }
  });
});
