import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  JobKind,
  JobLostError,
  JobWork,
} from '@internal/plugin-policies-node';
import { JobLeases, LeasedJob, mostAttemptsOf } from './JobLeases';
import { messageOf } from './messageOf';

const BEAT_MS = 2_000;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 300_000;

/** One worker's go at one job, from the moment it has the lease. */
export class JobAttempt {
  private readonly controller = new AbortController();
  /** Resolves when nothing of it goes on; never rejects. */
  readonly ended: Promise<void>;
  private isLost = false;
  private isLeaving = false;

  constructor(
    readonly leased: LeasedJob,
    private readonly kind: JobKind,
    private readonly options: {
      leases: JobLeases;
      clock: Clock;
      logger: LoggerService;
    },
  ) {
    this.ended = this.run();
  }

  /** Shows that it lives, and learns whether the job is still its own. */
  async beat(): Promise<void> {
    // A database that cannot be asked says nothing about whose the job is.
    if (!(await this.options.leases.beat(this.leased).catch(() => true))) {
      this.lose();
    }
  }

  /** Ends it, and leaves the job to whoever comes next. */
  async leave(): Promise<void> {
    this.isLeaving = true;
    this.controller.abort(new Error('the portal ends'));
  }

  private async run(): Promise<void> {
    const { clock, logger } = this.options;
    const { job } = this.leased;
    const endBeats = clock.every(BEAT_MS, () => this.beat());
    try {
      await this.attempt();
    } catch (error) {
      // Without signs of life it is taken up again.
      logger.warn(
        `what became of job '${job.id}' (${job.kind}) cannot be kept: ${error}`,
      );
    } finally {
      endBeats();
    }
  }

  private async attempt(): Promise<void> {
    const { leases, logger } = this.options;
    const { job } = this.leased;
    try {
      const result = await this.kind.run(this.createWork());
      await leases.succeed(this.leased, result);
    } catch (error) {
      const message = messageOf(error);
      if (this.isLost) {
        return;
      }
      if (this.isLeaving) {
        await leases.handBack(this.leased);
        return;
      }
      const most = mostAttemptsOf(this.kind);
      logger.warn(
        `job '${job.id}' (${job.kind}) failed in attempt ${job.attempts} of ${most}: ${message}`,
      );
      await (job.attempts < most
        ? leases.retry(this.leased, message, this.backoff())
        : leases.giveUp(this.leased, message, this.kind));
    }
  }

  private createWork(): JobWork {
    const { leases } = this.options;
    return {
      job: this.leased.job,
      signal: this.controller.signal,
      progress: async progress => {
        if (!(await leases.tell(this.leased, progress))) {
          throw this.lose();
        }
      },
      write: (act, resume) =>
        leases.write(this.leased, act, resume).catch(error => {
          throw error instanceof JobLostError ? this.lose(error) : error;
        }),
    };
  }

  private lose(
    error = new JobLostError(
      `job '${this.leased.id}' is another worker's by now, or was cancelled`,
    ),
  ): JobLostError {
    this.isLost = true;
    this.controller.abort(error);
    return error;
  }

  private backoff(): number {
    const { retryMs = RETRY_MS } = this.kind;
    return Math.min(
      retryMs * 2 ** (this.leased.job.attempts - 1),
      MAX_RETRY_MS,
    );
  }
}
