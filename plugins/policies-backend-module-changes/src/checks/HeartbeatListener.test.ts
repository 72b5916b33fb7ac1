import { HeartbeatListener } from './HeartbeatListener';

describe('HeartbeatListener', () => {
  let now = 0;

  beforeEach(() => {
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('goes by whether hearts beat, not by what their clocks show', () => {
    const listener = new HeartbeatListener();
    const row = (heartbeat_ms: number, name = 'cases') => ({
      change_id: 1,
      name,
      runner: 'far',
      heartbeat_ms,
    });
    // An hour behind, and then set back: it beats.
    for (const beat of [1_000, 3_000, 500, 2_500, 4_500, 6_500]) {
      expect(listener.silent([row(beat)], 5_000)).toEqual([]);
      now += 2_000;
    }
    expect(listener.silent([row(6_500)], 5_000)).toEqual([]);
    now += 4_000;
    const late = [row(6_500), row(9_999, 'impact')];
    expect(listener.silent(late, 5_000)).toEqual([row(6_500)]);
    // Gone and back again is a new one.
    listener.silent([], 5_000);
    expect(listener.silent([row(6_500)], 5_000)).toEqual([]);
  });
});
