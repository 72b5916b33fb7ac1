import { JsonValue } from '@backstage/types';
import { Job, JobKind, JobLane, JobWork } from '@internal/plugin-policies-node';
import { Knex } from 'knex';
import { Instruments } from '../telemetry/Instruments';

/** Measures how long attempts at jobs take. */
export class MeasuredJobKind implements JobKind {
  readonly name: string;
  readonly lane: JobLane;
  readonly mostAttempts?: number;
  readonly retryMs?: number;

  constructor(
    private readonly kind: JobKind,
    private readonly instruments: Instruments,
  ) {
    this.name = kind.name;
    this.lane = kind.lane;
    this.mostAttempts = kind.mostAttempts;
    this.retryMs = kind.retryMs;
  }

  async run(work: JobWork): Promise<JsonValue | void> {
    const start = performance.now();
    let outcome = 'done';
    try {
      return await this.kind.run(work);
    } catch (error) {
      outcome = work.signal.aborted ? 'taken' : 'failed';
      throw error;
    } finally {
      this.instruments.jobSeconds.record((performance.now() - start) / 1_000, {
        kind: this.name,
        outcome,
      });
    }
  }

  async giveUp(job: Job, tx: Knex.Transaction): Promise<void> {
    await this.kind.giveUp?.(job, tx);
  }
}
