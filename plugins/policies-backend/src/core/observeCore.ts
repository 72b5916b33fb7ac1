import { RegisteredSets } from '@internal/plugin-policies-node';
import { EngineMonitor } from '../engines/EngineMonitor';
import { Engines } from '../engines/Engines';
import { DatabaseJobs } from '../jobs/DatabaseJobs';
import { Instruments } from '../telemetry/Instruments';

/** Has told how engines and sets are, whenever metrics are collected. */
export function observeCore(
  instruments: Instruments,
  core: {
    engines: Engines;
    engineMonitor: Pick<EngineMonitor, 'list'>;
    sets: Pick<RegisteredSets, 'list' | 'allServing'>;
    jobs: Pick<DatabaseJobs, 'countRunning' | 'countWaiting'>;
  },
): void {
  const { engines, engineMonitor, sets, jobs } = core;
  instruments.observe('engines.up', 'Whether an engine can be asked', () =>
    engineMonitor
      .list()
      .map(({ name, state }) => [Number(state === 'up'), { engine: name }]),
  );
  instruments.observe(
    'engines.waiting',
    'Requests that wait for an engine',
    () =>
      engines.records.map(({ name, gate }) => [gate.waiting, { engine: name }]),
  );
  instruments.observe(
    'sets.registered',
    'Policy sets that are registered',
    () => [[sets.list().length, {}]],
  );
  instruments.observe('jobs.running', 'Jobs that a replica is at', () =>
    jobs.countRunning().map(([lane, count]) => [count, { lane }]),
  );
  instruments.observe(
    'jobs.waiting',
    'Jobs of all replicas that are due and that nobody is at',
    async () =>
      (await jobs.countWaiting()).map(([lane, count]) => [count, { lane }]),
  );
  instruments.observe('sets.serving', 'Policy sets that can decide', () => [
    [sets.allServing().length, {}],
  ]);
}
