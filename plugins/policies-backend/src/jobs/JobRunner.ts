import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, JobKind, JobLane } from '@internal/plugin-policies-node';
import { AddedParts } from '../features/AddedParts';
import { JobAttempt } from './JobAttempt';
import { JobBeat, JobLeases, LeasedJob } from './JobLeases';
import { SilentLeases } from './SilentLeases';

/** How many jobs of each lane a replica does at once. */
export type JobPlaces = Record<JobLane, number>;

const LANES: JobLane[] = ['interactive', 'bulk'];
/** What other replicas queue is begun here after this long at most, where there is a place. */
const POLL_MS = 2_000;
const SILENT_MS = 10_000;
/** Jobs are given this long to end by themselves when the replica does. */
const GRACE_MS = 5_000;

/** Takes jobs, as many of each lane as the replica has places for. */
export class JobRunner {
  private readonly attempts = new Map<JobLane, Set<JobAttempt>>(
    LANES.map(lane => [lane, new Set()]),
  );
  private readonly silentLeases: SilentLeases;
  private silent: JobBeat[] = [];
  /** Lanes that are looked through now, and whether to look once more. */
  private readonly looking = new Map<JobLane, boolean>();
  private endPolls = () => {};
  private isStopped = true;

  constructor(
    private readonly options: {
      leases: JobLeases;
      kinds: AddedParts<JobKind>;
      places: JobPlaces;
      clock: Clock;
      logger: LoggerService;
    },
  ) {
    this.silentLeases = new SilentLeases(options.clock);
  }

  start(): void {
    this.isStopped = false;
    this.endPolls = this.options.clock.every(POLL_MS, () => this.poll());
    this.poll();
  }

  /** Takes no more, ends what goes on, and hands it back. */
  async stop(): Promise<void> {
    this.halt();
    const attempts = this.all();
    attempts.forEach(attempt => attempt.leave());
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      Promise.all(attempts.map(({ ended }) => ended)),
      new Promise(resolve => {
        timer = setTimeout(resolve, GRACE_MS);
      }),
    ]);
    clearTimeout(timer);
    // What does not heed its signal writes nothing from here on.
    await Promise.all(
      this.all().map(({ leased }) => this.options.leases.handBack(leased)),
    );
  }

  /** Takes no more. */
  halt(): void {
    this.isStopped = true;
    this.endPolls();
  }

  countRunning(): Array<[JobLane, number]> {
    return [...this.attempts].map(([lane, attempts]) => [lane, attempts.size]);
  }

  /** There may be something to take. */
  wake(): void {
    LANES.forEach(lane => this.look(lane));
  }

  /** Leases may have been taken away. */
  checkLeases(): void {
    this.all().forEach(attempt => attempt.beat());
  }

  /** Of what features that are not out can do. */
  private kindNames(): string[] {
    return this.options.kinds.list().map(({ name }) => name);
  }

  private all(): JobAttempt[] {
    return [...this.attempts.values()].flatMap(attempts => [...attempts]);
  }

  private async poll(): Promise<void> {
    const { leases, logger } = this.options;
    try {
      const own = this.all();
      const beats = await leases.listBeats(this.kindNames());
      this.silent = this.silentLeases.find(
        // Whoever looks here lives, however late.
        beats.filter(
          ({ id, lease }) =>
            !own.some(
              ({ leased }) => leased.id === id && leased.lease === lease,
            ),
        ),
        SILENT_MS,
      );
    } catch (error) {
      logger.warn(`jobs cannot be looked at: ${error}`);
    }
    this.wake();
  }

  private look(lane: JobLane): void {
    if (this.looking.has(lane)) {
      this.looking.set(lane, true);
      return;
    }
    this.looking.set(lane, false);
    this.fill(lane)
      .catch(error =>
        this.options.logger.warn(`jobs cannot be taken: ${error}`),
      )
      .finally(() => {
        const again = this.looking.get(lane);
        this.looking.delete(lane);
        if (again) {
          this.look(lane);
        }
      });
  }

  private async fill(lane: JobLane): Promise<void> {
    const attempts = this.attempts.get(lane)!;
    while (!this.isStopped && attempts.size < this.options.places[lane]) {
      const leased = await this.take(lane);
      if (!leased) {
        return;
      }
      if (this.isStopped) {
        await this.options.leases.handBack(leased);
        return;
      }
      const kind = this.options.kinds.find(leased.job.kind)!;
      const attempt = new JobAttempt(leased, kind, this.options);
      attempts.add(attempt);
      attempt.ended.then(() => {
        attempts.delete(attempt);
        this.look(lane);
      });
    }
  }

  /** What others let fall goes before what nobody began. */
  private async take(lane: JobLane): Promise<LeasedJob | undefined> {
    const { leases, kinds, logger } = this.options;
    for (;;) {
      const index = this.silent.findIndex(beat => beat.lane === lane);
      if (index < 0) {
        return leases.claim(lane, this.kindNames());
      }
      const [beat] = this.silent.splice(index, 1);
      const taken = await leases
        .takeOver(beat, kinds.find(beat.kind)!)
        .catch(error =>
          // One that cannot be taken keeps nobody from the others; the next poll finds it again.
          logger.warn(
            `job '${beat.id}' (${beat.kind}), whose worker is silent, cannot be taken: ${error}`,
          ),
        );
      if (taken) {
        return taken;
      }
    }
  }
}
