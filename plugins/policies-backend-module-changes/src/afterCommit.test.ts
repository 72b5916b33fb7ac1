import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ChangeDetail } from '@internal/plugin-policies-common';
import { until } from '@internal/plugin-policies-node/testUtils';
import { changeActions, filesOf } from './__testUtils__/changeActions';
import {
  createCompany,
  setFiles,
  SetsFolder,
  readRequest,
  startPortal,
  LiveSets,
  DatabaseDeployments,
} from './__testUtils__/portal';
import { ChangeNotifier } from './ChangeNotifier';
import { DatabaseChangeStore } from './database/DatabaseChangeStore';

/** What only the test makes fail. */
const failure = new Error('connection terminated unexpectedly');

/** Does what it did, then fails as when the answer gets lost. */
function loseAnswer(
  method: 'publish' | 'rollBack',
): jest.SpyInstance<Promise<unknown>> {
  const original = DatabaseChangeStore.prototype[method] as (
    ...args: unknown[]
  ) => Promise<unknown>;
  return (
    jest.spyOn(DatabaseChangeStore.prototype, method) as jest.SpyInstance<
      Promise<unknown>
    >
  ).mockImplementationOnce(async function lost(
    this: DatabaseChangeStore,
    ...args: unknown[]
  ) {
    await original.apply(this, args);
    throw failure;
  });
}

describe('what fails after a publication is committed', () => {
  const folder = new SetsFolder();
  const events = mockServices.events.mock({
    subscribe: async () => {},
    publish: async () => {},
  });
  let failsAudit = false;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let limit = 100;
  const { propose, approve, publish, active } = changeActions(() => portal);

  const approved = async (): Promise<ChangeDetail> => {
    limit += 10;
    const change = await propose('ann', filesOf('records', { limit }), {
      base: await active(),
    });
    return (await approve('ben', change).expect(200)).body;
  };
  const decides = (amount: number, expected: boolean) =>
    until(
      () =>
        portal
          .post('/access/v1/evaluation', readRequest('alice', { amount }))
          .expect(200),
      ({ body }) => body.decision === expected,
    );

  beforeAll(async () => {
    folder.write('records', setFiles('records'));
    portal = await startPortal([folder.path], {
      features: [
        ...createCompany().features,
        events.factory,
        createServiceFactory({
          service: coreServices.auditor,
          deps: {},
          factory: () => ({
            createEvent: async () => ({
              success: async () => {
                if (failsAudit) {
                  throw failure;
                }
              },
              fail: async () => {},
            }),
          }),
        }),
      ],
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    failsAudit = false;
  });
  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  it.each<[string, () => void, RegExp]>([
    [
      'this replica cannot read the set',
      () => {
        jest.spyOn(LiveSets.prototype, 'adopt').mockRejectedValueOnce(failure);
      },
      /does not serve revision/,
    ],
    [
      'the change cannot be read',
      () => {
        jest
          .spyOn(ChangeNotifier.prototype, 'signalChanged')
          .mockImplementationOnce(() => {
            jest
              .spyOn(DatabaseChangeStore.prototype, 'find')
              .mockRejectedValueOnce(failure);
          });
      },
      /^It is published, but the portal cannot read it/,
    ],
    [
      'nobody can be told',
      () => {
        events.publish.mockRejectedValueOnce(failure);
      },
      /^$/,
    ],
    [
      'it cannot be audited',
      () => {
        failsAudit = true;
      },
      /^$/,
    ],
    [
      'the answer of the commit is lost',
      () => {
        loseAnswer('publish');
      },
      /^$/,
    ],
  ])('is not said to have failed when %s', async (_, fail, warning) => {
    const change = await approved();
    fail();
    const { body } = await publish('ann', change).expect(200);
    expect(body).toMatchObject({
      state: 'published',
      publishedBy: 'user:default/ann',
      replaced: change.base,
      blocks: [],
    });
    expect(body.warning ?? '').toMatch(warning);
    await decides(limit, true);
    const { body: history } = await portal.get('/sets/records/history');
    expect(history.items[0]).toMatchObject({ change: change.id });
  });

  it('is not said of a roll-back either', async () => {
    const before = await active();
    await publish('ann', await approved()).expect(200);
    const from = await active();
    jest.spyOn(LiveSets.prototype, 'adopt').mockRejectedValueOnce(failure);
    loseAnswer('rollBack');
    const { body } = await portal
      .as('ben')
      .post('/sets/records/rollback', { from, to: before, reason: 'A test' })
      .expect(200);
    expect(body).toMatchObject({
      kind: 'rolled-back',
      revision: before,
      warning: expect.stringContaining('does not serve revision'),
    });
    await decides(limit, false);
  });

  it('says that it is not known where the history cannot be asked', async () => {
    const change = await approved();
    loseAnswer('publish');
    jest
      .spyOn(DatabaseDeployments.prototype, 'listHistory')
      .mockRejectedValueOnce(failure);
    const { body } = await publish('ann', change).expect(503);
    expect(body.error.message).toContain('it is not known yet whether');
    // What was not committed stays a failure.
    await decides(limit, true);
    const other = await approved();
    jest
      .spyOn(DatabaseChangeStore.prototype, 'publish')
      .mockRejectedValueOnce(failure);
    await publish('ann', other).expect(500);
    await decides(limit, false);
  });
});
