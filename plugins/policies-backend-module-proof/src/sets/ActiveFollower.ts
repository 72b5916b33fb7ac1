import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import { EVENT_TOPIC_SETS, SetsEvent } from '@internal/plugin-policies-common';
import { Clock, Jobs, RegisteredSets } from '@internal/plugin-policies-node';
import { AnswerStore } from '../asking/AnswerStore';
import { RefusalStore } from '../invariants/RefusalStore';
import { SET_PROOF_JOB } from './SetProofJob';
import { SetProofs } from './SetProofs';
import { SetProofStore } from './SetProofStore';

/** What no event told is seen after this long. */
const EVERY_MS = 60_000;

/** Who asks for what nobody asked for. */
const PORTAL = 'plugin:policies';

/** Has every revision looked at that becomes active, and every one again once there is another analyzer. */
export class ActiveFollower {
  private end?: () => void;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: {
      sets: RegisteredSets;
      proofs: SetProofs;
      store: SetProofStore;
      answers: AnswerStore;
      refusals: RefusalStore;
      jobs: Jobs;
      events: EventsService;
      clock: Clock;
      logger: LoggerService;
    },
  ) {}

  async start(): Promise<void> {
    const { events, clock } = this.options;
    await events.subscribe({
      id: 'policies-proof',
      topics: [EVENT_TOPIC_SETS],
      onEvent: async ({ eventPayload }) => {
        const { sets } = eventPayload as SetsEvent;
        await this.look(sets, 'queued');
      },
    });
    this.end = clock.every(EVERY_MS, () => {
      this.look();
    });
    this.look();
  }

  async stop(): Promise<void> {
    this.end?.();
    await this.turn;
  }

  /** One look after the other; that one fails keeps nobody from the next. */
  private look(
    only?: string[],
    joins: 'open' | 'queued' = 'open',
  ): Promise<void> {
    this.turn = this.turn.then(async () => {
      try {
        await this.queueOutdated(only, joins);
      } catch (error) {
        this.options.logger.warn(
          `it cannot be told which policy sets are to be looked at: ${error}`,
        );
      }
    });
    return this.turn;
  }

  private async queueOutdated(
    only: string[] | undefined,
    joins: 'open' | 'queued',
  ): Promise<void> {
    const { proofs, jobs, store, answers, refusals, sets } = this.options;
    for (const set of await proofs.listOutdated()) {
      if (!only || only.includes(set)) {
        await jobs.enqueue({
          kind: SET_PROOF_JOB,
          input: { set },
          key: set,
          askedBy: PORTAL,
          joins,
        });
      }
    }
    if (!only) {
      await store.keepOnly(sets.list().map(({ name }) => name));
      await answers.prune();
      await refusals.prune();
    }
  }
}
