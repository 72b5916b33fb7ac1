import { mockServices } from '@backstage/backend-test-utils';
import { CompiledSet, PolicyBundle } from '../PolicyEngine';
import { askGuards } from './askGuards';

const bundle = {
  manifest: { metadata: { name: 'records' } },
  revision: 'a'.repeat(64),
} as PolicyBundle;

it('waits for no guard that hangs, and tells it so', async () => {
  const logger = mockServices.logger.mock();
  let told: unknown;
  const said = await askGuards(
    [
      {
        name: 'hanging',
        check: (_bundle, _compiled, signal) => {
          signal.addEventListener('abort', () => (told = signal.reason));
          return new Promise(() => {});
        },
      },
      {
        name: 'prompt',
        check: async () => [
          { severity: 'error', source: 'portal', message: 'not this one' },
        ],
      },
    ],
    bundle,
    {} as CompiledSet,
    { logger, patienceMs: 20 },
  );
  expect(said).toEqual([
    expect.objectContaining({
      severity: 'warning',
      message: `the guard 'hanging' could not look at this revision: it gave no answer within 20 ms`,
    }),
    expect.objectContaining({ severity: 'error', message: 'not this one' }),
  ]);
  expect(told).toEqual(new Error('nobody waits for the answer any more'));
  expect(logger.error).toHaveBeenCalledWith(
    expect.stringContaining(`of policy set 'records'`),
  );
});
