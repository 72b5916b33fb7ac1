import { mockServices } from '@backstage/backend-test-utils';
import { EngineDecision } from '@internal/plugin-policies-node';
import { EngineGate } from './EngineGate';
import { Turn } from './Turn';

const allow: EngineDecision = { outcome: 'allow', policies: [], durationUs: 1 };

/** An engine that answers when it is told to, and counts what it was asked. */
class SlowEngine {
  asked = 0;
  private readonly waiting: Array<() => void> = [];

  ask = (start: number, end: number) => {
    this.asked += end - start;
    return new Promise<EngineDecision[]>(resolve =>
      this.waiting.push(() => resolve(Array(end - start).fill(allow))),
    );
  };

  async answer(calls = Infinity): Promise<void> {
    for (let count = 0; this.waiting.length && count < calls; count++) {
      this.waiting.shift()!();
      await jest.advanceTimersByTimeAsync(0);
    }
  }
}

describe('EngineGate', () => {
  let engine: SlowEngine;
  let gate: EngineGate;
  const logger = mockServices.logger.mock();

  beforeEach(() => {
    jest.useFakeTimers();
    engine = new SlowEngine();
    gate = new EngineGate({
      engine: 'slow',
      atOnce: 64,
      maxRequests: 200,
      callerShare: 0.5,
      maxWaitMs: 500,
      logger,
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function ask(caller: string, size: number, lane: 'single' | 'batch') {
    const answer = gate.evaluate(size, new Turn(caller, lane), engine.ask);
    const settled: {
      length?: number;
      error?: Error & { retryAfter?: number };
    } = {};
    answer.then(
      decisions => {
        settled.length = decisions.length;
      },
      error => {
        settled.error = error;
      },
    );
    return settled;
  }

  it('lets through what there is room for, and the rest when somebody leaves', async () => {
    const turn = new Turn('a', 'single');
    expect(gate.enter(1, turn)).toBe(true);
    const batch = ask('a', 100, 'batch');
    expect(engine.asked).toBe(64);
    expect(gate.enter(1, new Turn('b', 'single'))).toBe(false);
    gate.leave(1, turn);
    await engine.answer();
    expect(batch.length).toBe(100);
    expect(
      await gate.evaluate(0, new Turn('a', 'internal'), engine.ask),
    ).toEqual([]);
    expect(gate.enter(1, new Turn('b', 'single'))).toBe(true);
  });

  it('never asks for what nobody waits for any more', async () => {
    const full = ask('a', 64, 'batch');
    const late = ask('b', 1, 'single');
    const lateBatch = ask('b', 90, 'batch');
    expect(engine.asked).toBe(64);
    await jest.advanceTimersByTimeAsync(600);
    for (const { error } of [late, lateBatch]) {
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringMatching(/'slow' is too busy.*500 ms/),
        statusCode: 503,
        retryAfter: 1,
      });
    }
    await engine.answer();
    expect(full.length).toBe(64);
    expect(engine.asked).toBe(64);
  });

  it('refuses at once whoever has its share waiting, and answers the others', async () => {
    ask('a', 64, 'batch');
    const waits = ask('loud', 100, 'batch');
    const refused = ask('loud', 1, 'batch');
    const other = ask('quiet', 1, 'single');
    await jest.advanceTimersByTimeAsync(0);
    expect(refused.error).toMatchObject({
      name: 'TooManyRequestsError',
      message: expect.stringContaining("'loud'"),
      statusCode: 429,
      retryAfter: 1,
    });
    await engine.answer(1);
    expect(engine.asked).toBe(64 + 1 + 32);
    await engine.answer();
    expect([waits.length, other.length]).toEqual([100, 1]);
  });

  it('refuses all of a turn with its first part, and asks for no more of it', async () => {
    ask('a', 64, 'batch');
    ask('loud', 90, 'batch');
    const turn = new Turn('loud', 'batch');
    const parts = [
      gate.evaluate(5, turn, engine.ask),
      gate.evaluate(50, turn, engine.ask),
    ].map(part => part.catch(error => error.name));
    expect(await parts[1]).toBe('TooManyRequestsError');
    await engine.answer();
    expect(await parts[0]).toBe('TooManyRequestsError');
    expect(engine.asked).toBe(64 + 90);
  });

  it('goes on with what it let in, one thing after the other', async () => {
    const turn = new Turn('loud', 'batch');
    const first = gate.evaluate(16, turn, engine.ask);
    await engine.answer();
    expect(await first).toHaveLength(16);
    ask('a', 64, 'batch');
    ask('loud', 100, 'batch');
    const second = gate.evaluate(16, turn, engine.ask);
    // Another of the same turn at the same time has no such place.
    const beside = gate
      .evaluate(16, turn, engine.ask)
      .catch(error => error.name);
    expect(await beside).toBe('TooManyRequestsError');
    // What is refused in part is refused as a whole.
    const whole = second.catch(error => error.statusCode);
    await engine.answer();
    expect(await whole).toBe(429);
    expect(engine.asked).toBe(16 + 64 + 100);
  });

  it('lets less wait for an engine that is slow', async () => {
    ask('a', 64, 'batch');
    const waiting = ask('b', 100, 'batch');
    // 32 requests in 400 ms are 40 in the time that may be waited, and 128 are the least.
    await jest.advanceTimersByTimeAsync(400);
    await engine.answer(1);
    expect(waiting.error).toBeUndefined();
    const more = ask('c', 90, 'batch');
    await jest.advanceTimersByTimeAsync(0);
    expect(more.error).toMatchObject({ statusCode: 503 });
    await engine.answer();
  });

  it('does not count time in which the portal itself stood still', async () => {
    ask('a', 64, 'batch');
    const waits = ask('b', 1, 'single');
    await jest.advanceTimersByTimeAsync(100);
    // A clock that jumps between two looks is what a process sees that was halted.
    jest.setSystemTime(Date.now() + 3_600_000);
    await jest.advanceTimersByTimeAsync(200);
    expect(waits.error).toBeUndefined();
    await engine.answer();
    expect(waits.length).toBe(1);
  });
});
