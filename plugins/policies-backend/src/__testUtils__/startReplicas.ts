import {
  BackendFeature,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { clockServiceRef } from '@internal/plugin-policies-node';
import { Gate, RunningClock } from '@internal/plugin-policies-node/testUtils';
import { Knex } from 'knex';
import { HaltingDatabase } from './HaltingDatabase';

/*
 * Two replicas on one database, each with its own clock and its own view of the database, so that a test halts
 * either where it wants: a clock that is held shows no sign of life, and a transaction that is halted has been
 * decided on and has written nothing. What the other one does meanwhile is what races are made of.
 */

/** One of several portals on a database. */
export interface Replica<P> {
  portal: P;
  clock: RunningClock;
  /** Halts each transaction from now on before it begins, until the gate is opened. */
  haltTransactions(): Gate;
}

/**
 * Starts two replicas.
 *
 * @param start - starts one with what it is given, beside what the test brings
 */
export async function startReplicas<P extends { stop(): Promise<void> }>(
  knex: Knex,
  start: (options: {
    knex: Knex;
    features: BackendFeature[];
    /** Counts from 0. */
    index: number;
  }) => Promise<P>,
): Promise<{ replicas: Replica<P>[]; stop(): Promise<void> }> {
  const replicas: Replica<P>[] = [];
  for (const index of [0, 1]) {
    const clock = new RunningClock();
    const view = new HaltingDatabase(knex);
    replicas.push({
      clock,
      portal: await start({
        knex: view.knex,
        features: [
          createServiceFactory({
            service: clockServiceRef,
            deps: {},
            factory: () => clock,
          }),
        ],
        index,
      }),
      haltTransactions: () => view.halt(),
    });
  }
  return {
    replicas,
    stop: async () => {
      for (const { portal, clock } of replicas) {
        await portal.stop();
        clock.stop();
      }
    },
  };
}
