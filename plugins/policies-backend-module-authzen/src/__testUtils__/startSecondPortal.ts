import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the other portal is a whole one
import policiesPlugin from '@internal/plugin-policies-backend';
import cedarModule from '@internal/plugin-policies-backend-module-cedar';
import { readFixture } from '@internal/plugin-policies-node/testUtils';

/** Another instance of this portal, with Cedar, that decides the scenario. */
export async function startSecondPortal(): Promise<{
  /** Identifier of the portal as a decision point. */
  url: string;
  stop(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'second-portal-'));
  for (const { path, content } of readFixture('cedar').base) {
    const file = join(folder, 'records', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const backend = await startTestBackend({
    features: [
      policiesPlugin,
      cedarModule,
      mockServices.rootConfig.factory({
        data: {
          policies: {
            sources: [{ folder }],
            engines: { cedar: { liveWorkers: 1, draftWorkers: 1 } },
          },
        },
      }),
    ],
  });
  return {
    url: `http://localhost:${backend.server.port()}/api/policies`,
    stop: async () => {
      await backend.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
