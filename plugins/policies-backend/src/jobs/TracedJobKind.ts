import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { JsonValue } from '@backstage/types';
import { Job, JobKind, JobLane, JobWork } from '@internal/plugin-policies-node';
import { Knex } from 'knex';

/** Makes a span of each attempt at a job. */
export class TracedJobKind implements JobKind {
  readonly name: string;
  readonly lane: JobLane;
  readonly mostAttempts?: number;
  readonly retryMs?: number;

  constructor(
    private readonly kind: JobKind,
    private readonly tracing: TracingService,
  ) {
    this.name = kind.name;
    this.lane = kind.lane;
    this.mostAttempts = kind.mostAttempts;
    this.retryMs = kind.retryMs;
  }

  async run(work: JobWork): Promise<JsonValue | void> {
    const { id, attempts } = work.job;
    return this.tracing.startActiveSpan(
      `policies.job ${this.name}`,
      {
        kind: 'consumer',
        attributes: { 'policies.job': id, 'policies.attempt': attempts },
      },
      () => this.kind.run(work),
    );
  }

  async giveUp(job: Job, tx: Knex.Transaction): Promise<void> {
    await this.kind.giveUp?.(job, tx);
  }
}
