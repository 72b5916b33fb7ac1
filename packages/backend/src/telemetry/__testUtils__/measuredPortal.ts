import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  metricsServiceFactory,
  tracingServiceFactory,
} from '@backstage/backend-defaults/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import { policiesFeaturesExtensionPoint } from '@internal/plugin-policies-node';
import {
  readRequest,
  setFiles,
  SetsFolder,
  startPortal,
} from '../../__testUtils__/portal';

/** Does one job of each lane, of which the bulky one never ends, and leaves another one waiting. */
const working = createBackendModule({
  pluginId: 'policies',
  moduleId: 'working',
  register(registration) {
    registration.registerInit({
      deps: { features: policiesFeaturesExtensionPoint },
      async init({ features }) {
        features.addFeature({
          name: 'working',
          create: async ({ jobs }) => ({
            jobs: [
              {
                name: 'working.quick',
                lane: 'interactive',
                run: async () => {},
              },
              {
                name: 'working.long',
                lane: 'bulk',
                run: () => new Promise(() => {}),
              },
            ],
            start: async () => {
              for (const kind of ['quick', 'long', 'long']) {
                await jobs.enqueue({
                  kind: `working.${kind}`,
                  input: null,
                  askedBy: 'user:default/ann',
                });
              }
            },
          }),
        });
      },
    });
  },
});

/*
 * A process that decides three times, and then waits for its end: loaded with `instrumentation.js`, which
 * has to come before everything else.
 */
async function decide(): Promise<void> {
  const folder = new SetsFolder();
  folder.write('records', setFiles('records'));
  const portal = await startPortal([folder.path], {
    features: [metricsServiceFactory, tracingServiceFactory, working],
  });
  const decisions = [];
  for (const request of [
    readRequest('alice'),
    readRequest('bob'),
    readRequest('alice', {}, 'nothing'),
  ]) {
    const { status } = await portal
      .post('/access/v1/evaluation', request)
      .set('authorization', mockCredentials.service.header());
    decisions.push(status);
  }
  process.stdout.write(`decided ${decisions.join(' ')}\n`);
  process.stdin.resume().on('end', () => {
    folder.dispose();
    process.exit(0);
  });
}

decide();
