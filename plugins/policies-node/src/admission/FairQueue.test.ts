import { FairQueue, Lane, QueuedCall } from './FairQueue';

interface Call extends QueuedCall {
  name: string;
}

describe('FairQueue', () => {
  let now: number;
  let over: string[];
  let queue: FairQueue<Call>;

  beforeEach(() => {
    now = 0;
    over = [];
    queue = new FairQueue<Call>({
      callerShare: 0.5,
      isOver: ({ expiresAt }) => expiresAt <= now,
      onOver: ({ name }) => over.push(name),
    });
  });

  function call(caller: string, lane: Lane, size = 1, expiresAt = 500): Call {
    return { name: caller, caller, lane, size, begun: false, expiresAt };
  }

  function offer(one: Call, most = 1_000) {
    return queue.offer(one, most);
  }

  /** Requests that each got of the next so many. */
  function served(requests: number): Record<string, number> {
    const counts: Record<string, number> = {};
    let left = requests;
    while (left > 0) {
      const taken = queue.take(Math.min(left, 32));
      if (!taken) {
        break;
      }
      const { caller, lane } = taken.call;
      const who = `${caller} ${lane}`;
      counts[who] = (counts[who] ?? 0) + taken.count;
      left -= taken.count;
    }
    return counts;
  }

  it('gives callers turns by requests, however they are spread over calls', () => {
    for (let count = 0; count < 4; count++) {
      offer(call('large', 'batch', 100), 10_000);
    }
    for (let count = 0; count < 200; count++) {
      offer(call('small', 'batch', 2), 10_000);
    }
    expect(served(128)).toEqual({ 'large batch': 64, 'small batch': 64 });
    for (let count = 0; count < 50; count++) {
      offer(call('loud', 'single'));
    }
    offer(call('quiet', 'single'));
    expect(served(5)).toEqual({ 'loud single': 4, 'quiet single': 1 });
  });

  it('serves what is alone first, and does not starve batches', () => {
    offer(call('a', 'batch', 400));
    offer(call('b', 'single'));
    expect(served(1)).toEqual({ 'b single': 1 });
    for (let count = 0; count < 400; count++) {
      offer(call('b', 'single'));
    }
    expect(served(320)).toEqual({ 'a batch': 160, 'b single': 160 });
  });

  it("serves the portal's own last, but not never", () => {
    offer(call('the portal', 'internal', 5_000, Infinity));
    for (let count = 0; count < 5; count++) {
      offer(call('a', 'batch', 400), 10_000);
      offer(call('b', 'batch', 400), 10_000);
    }
    expect(served(1_000)).toEqual({ 'a batch': 512, 'b batch': 488 });
    expect(served(1_000)['the portal internal']).toBe(8);
    while (queue.size) {
      served(1);
    }
    expect(served(50)).toEqual({ 'the portal internal': 50 });
  });

  it('keeps one caller to its share, and lets any have one call wait', () => {
    for (let count = 0; count < 5; count++) {
      expect(offer(call('a', 'batch', 100))).toEqual({ displaced: [] });
    }
    expect(offer(call('a', 'batch', 100))).toEqual({ refused: 'share' });
    expect(queue.size).toBe(500);
    const large = call('b', 'batch', 1_000);
    expect(
      new FairQueue<Call>({
        callerShare: 0.5,
        isOver: () => false,
        onOver: () => {},
      }).offer(large, 100),
    ).toEqual({ displaced: [] });
  });

  it('gives whoever has little the place of whoever has most, never of what has begun', () => {
    const a = [1, 2, 3, 4, 5].map(() => call('a', 'batch', 100));
    a.forEach(one => offer(one));
    for (let count = 0; count < 5; count++) {
      offer(call('b', 'batch', 100));
    }
    expect(offer(call('c', 'batch', 1))).toEqual({ displaced: [a[4]] });
    expect(queue.size).toBe(901);
    expect(offer(call('d', 'batch', 900))).toEqual({ refused: 'full' });

    served(10_000);
    offer(call('d', 'batch', 1_000), 100);
    served(32);
    expect(offer(call('e', 'batch', 1), 100)).toEqual({ refused: 'full' });
    expect(served(10_000)).toEqual({ 'd batch': 968 });
  });

  it('gives single ones and batches half of the room each, and all of it to one alone', () => {
    for (const caller of ['a', 'b']) {
      for (let count = 0; count < 500; count++) {
        expect(offer(call(caller, 'single'))).toEqual({ displaced: [] });
      }
    }
    expect(offer(call('a', 'single'))).toEqual({ refused: 'share' });
    for (const caller of ['a', 'b']) {
      for (let count = 0; count < 5; count++) {
        expect(offer(call(caller, 'batch', 50))).toEqual({ displaced: [] });
      }
      expect(offer(call(caller, 'batch', 50))).toEqual({ refused: 'share' });
    }
    expect(served(900)).toEqual({
      'a batch': 224,
      'a single': 228,
      'b batch': 224,
      'b single': 224,
    });
  });

  it('passes over what is over, and counts it out', () => {
    offer(call('late', 'single', 1, 100));
    offer(call('late batch', 'batch', 300, 100));
    offer(call('a', 'batch', 10));
    now = 100;
    expect(served(100)).toEqual({ 'a batch': 10 });
    expect(over).toEqual(['late', 'late batch']);
    expect([queue.size, queue.isEmpty]).toEqual([0, true]);

    offer(call('swept', 'batch', 500, 150));
    now = 150;
    queue.sweep();
    expect(over).toContain('swept');
    expect(offer(call('swept', 'batch', 500))).toEqual({ displaced: [] });
  });

  it('never loses count, whatever comes', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const lanes: Lane[] = ['single', 'batch', 'internal'];
    for (let step = 0; step < 20_000; step++) {
      now += random(3);
      const lane = lanes[random(3)];
      if (random(2)) {
        offer(
          call(
            `caller ${random(6)}`,
            lane,
            lane === 'single' ? 1 : 1 + random(60),
            now + random(200),
          ),
          300,
        );
      } else {
        queue.take(1 + random(32));
      }
    }
    now = Infinity;
    queue.sweep();
    expect([queue.size, queue.isEmpty]).toEqual([0, true]);
    now = 0;
    expect(offer(call('caller 1', 'batch', 150), 300)).toEqual({
      displaced: [],
    });
  });
});
