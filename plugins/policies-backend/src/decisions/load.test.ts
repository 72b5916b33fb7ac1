import { RemoteControlledEngine } from '../__testUtils__/RemoteControlledEngine';
import { SetsFolder } from '../__testUtils__/SetsFolder';
import { readRequest, startPortal } from '../__testUtils__/startPortal';

const FILES = {
  'policy-set.yaml': `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: far, title: Far away }
spec:
  domain: records
  owner: group:default/records
  engine: remote
  resourceTypes: [parcel]
  policies:
    - { name: read, title: Reading }
`,
  'policies/read.remote': 'whatever',
};
const EVALUATION = '/access/v1/evaluation';
const EVALUATIONS = '/access/v1/evaluations';

/* Answers one call after the other, so that more can be asked of it than it answers. */
class OneByOne extends RemoteControlledEngine {
  asked = 0;
  private last = Promise.resolve();

  constructor() {
    super();
    const { answer } = this;
    this.answer = count => {
      this.asked += count;
      const answered = this.last.then(() => answer(count));
      this.last = answered.then(
        () => new Promise(resolve => setTimeout(resolve, 5)),
      );
      return answered;
    };
  }
}

describe('more than an engine can answer', () => {
  const folder = new SetsFolder();
  const engine = new OneByOne();
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let number = 0;

  beforeAll(async () => {
    folder.write('far', FILES);
    portal = await startPortal([folder.path], {
      policies: {
        engines: { cedar: { liveWorkers: 1, draftWorkers: 1 }, remote: {} },
        // A machine may be slow; what is tested is whose turn it is.
        decisions: { queue: { maxWaitMs: 10_000 } },
      },
      features: [engine.feature],
    });
  });

  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  /** A request that nothing remembers. */
  function parcel() {
    return readRequest('alice', { number: number++ }, 'parcel');
  }

  function batch(size: number) {
    return { evaluations: Array.from({ length: size }, parcel) };
  }

  it('answers who asks for little beside one who floods, and refuses batches as a whole', async () => {
    const flood = Promise.all(
      Array.from({ length: 200 }, () =>
        portal.as('loud').post(EVALUATIONS, batch(50)),
      ),
    );
    const answers: number[] = [];
    for (let count = 0; count < 6; count++) {
      const { status } = await portal.as('quiet').post(EVALUATION, parcel());
      answers.push(status);
    }
    expect(answers).toEqual(Array(6).fill(200));
    const batches = await flood;
    const answered = batches.filter(({ status }) => status === 200);
    for (const { body } of answered) {
      expect(
        body.evaluations.map(({ decision, context }: any) => [
          decision,
          context.error,
        ]),
      ).toEqual(Array(50).fill([true, undefined]));
    }
    const refused = batches.filter(({ status }) => status !== 200);
    for (const { status, body, headers } of refused) {
      expect([status, headers['retry-after']]).toEqual([
        429,
        expect.stringMatching(/^[1-9]\d*$/),
      ]);
      expect(body).toEqual({
        error: {
          name: 'TooManyRequestsError',
          message: expect.stringMatching(
            /^'user:default\/loud'.*engine 'remote'.*ask again after/,
          ),
        },
        request: { method: 'POST', url: `/api/policies${EVALUATIONS}` },
        response: { statusCode: status },
      });
    }
    // Nothing was asked for nobody.
    expect(engine.asked).toBe(answered.length * 50 + answers.length);
    expect(answered.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
  });

  it('answers from memory whoever waits for what', async () => {
    const known = parcel();
    await portal.as('loud').post(EVALUATION, known).expect(200);
    const flood = Promise.all(
      Array.from({ length: 30 }, () =>
        portal.as('loud').post(EVALUATIONS, batch(100)),
      ),
    );
    const { body } = await portal.as('loud').post(EVALUATION, known);
    expect(body.context.durationUs).toBe(0);
    const statuses = (await flood).map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
  });

  it('lets a caller with nothing waiting ask for as much as a batch may hold', async () => {
    const { body } = await portal
      .as('loud')
      .post(EVALUATIONS, batch(1_000))
      .expect(200);
    expect(body.evaluations).toHaveLength(1_000);
  });

  it('refuses a batch whole when the engine says that it is overloaded, and tells other faults by item', async () => {
    const { answer } = engine;
    const overloaded = [true, false];
    engine.answer = async count => [
      ...(await answer(count - 1)),
      {
        outcome: 'error',
        fault: 'engine',
        message: 'no time',
        ...(overloaded.shift() && { overloaded: true }),
        durationUs: 0,
      },
    ];
    const refused = await portal.as('late').post(EVALUATIONS, batch(3));
    expect([refused.status, refused.headers['retry-after']]).toEqual([
      503,
      '1',
    ]);
    expect(refused.body.error.message).toMatch(/'remote'.*'far': no time/);
    const told = await portal.as('other').post(EVALUATIONS, batch(3));
    expect(told.status).toBe(200);
    expect(
      told.body.evaluations.map(({ context }: any) => context.error?.status),
    ).toEqual([undefined, undefined, 503]);
    engine.answer = answer;
  });
});

describe('queue for an engine', () => {
  it.each([
    ['maxRequests', 0],
    ['maxRequests', 1.5],
    ['callerShare', 0],
    ['callerShare', 1.1],
    ['maxWaitMs', -1],
  ])("does not start with '%s' of %s", async (option, value) => {
    const folder = new SetsFolder();
    await expect(
      startPortal([folder.path], {
        policies: { decisions: { queue: { [option]: value } } },
      }),
    ).rejects.toThrow(`policies.decisions.queue.${option}`);
    folder.dispose();
  });
});
