import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  policiesFeaturesExtensionPoint,
  RevisionGuard,
} from '@internal/plugin-policies-node';
import { setFiles, SetsFolder } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

const broken = {
  severity: 'error' as const,
  source: 'portal',
  file: 'policies/read.cedar',
  message: 'nothing leaves a frozen record, and this lets bob do it',
  help: 'Take the record out.',
};

describe('guards of revisions', () => {
  const folder = new SetsFolder();
  let check: RevisionGuard['check'];
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let looked: string[];

  const start = async () => {
    portal = await startPortal([folder.path], {
      features: [
        createBackendModule({
          pluginId: 'policies',
          moduleId: 'watch',
          register: env =>
            env.registerInit({
              deps: { features: policiesFeaturesExtensionPoint },
              init: async ({ features }) =>
                features.addFeature({
                  name: 'watch',
                  create: async () => ({
                    guards: [
                      {
                        name: 'frozen',
                        check: (bundle, compiled, signal) => {
                          looked.push(bundle.revision);
                          return check(bundle, compiled, signal);
                        },
                      },
                    ],
                  }),
                }),
            }),
        }),
      ],
    });
  };
  const write = (limit: number) =>
    folder.write('records', setFiles('records', { limit }));
  const set = async () => (await portal.get('/sets/records')).body;
  const decide = async () =>
    (await portal.post('/access/v1/evaluation', readRequest('alice'))).body
      .decision;

  beforeEach(() => {
    looked = [];
    check = async () => [];
    write(100);
  });
  afterEach(() => portal.stop());
  afterAll(() => folder.dispose());

  it('keep what breaks them from becoming active, at the first read and later, until it does not', async () => {
    check = async () => [broken];
    await start();
    expect(await set()).toMatchObject({ diagnostics: [broken] });
    expect((await set()).revision).toBeUndefined();

    // Not for the files: what the guard asks for may be right by now.
    const warning = { ...broken, severity: 'warning' as const };
    check = async (_, compiled) => {
      const [decision] = await compiled.evaluate([readRequest('alice')]);
      return decision.outcome === 'allow' ? [warning] : [broken];
    };
    await portal.refresh();
    const { revision, diagnostics } = await set();
    expect(diagnostics).toEqual([warning]);
    expect(await decide()).toBe(true);

    write(5);
    await portal.refresh();
    expect(await set()).toMatchObject({ revision, diagnostics: [broken] });
    expect(await decide()).toBe(true);

    // What is active is not asked about again.
    looked = [];
    write(100);
    await portal.refresh();
    expect(await set()).toMatchObject({ revision, diagnostics: [] });
    expect(looked).toEqual([]);
  });

  it('that cannot tell block nothing, and are named', async () => {
    let aborted: AbortSignal | undefined;
    check = async (_bundle, _compiled, signal) => {
      aborted = signal;
      throw new Error('the solver is gone');
    };
    await start();
    expect(await decide()).toBe(true);
    expect((await set()).diagnostics).toEqual([
      expect.objectContaining({
        severity: 'warning',
        message: `the guard 'frozen' could not look at this revision: the solver is gone`,
      }),
    ]);
    expect(aborted?.aborted).toBe(true);
  });
});
