import { LoggerService } from '@backstage/backend-plugin-api';
import { Company } from '@internal/plugin-policies-node';
import { Approvals } from './Approvals';

/** Has approvals settled anew where the catalog changed what they depend on, one time after the other. */
export class CompanyFollower {
  private changed = new Set<string>();
  private running?: Promise<void>;
  private ended = false;

  constructor(
    private readonly options: {
      approvals: Approvals;
      company: Company;
      logger: LoggerService;
    },
  ) {}

  start(): void {
    this.options.company.follow(changed => {
      changed.forEach(ref => this.changed.add(ref));
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
    });
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.changed.size && !this.ended) {
      const { changed } = this;
      this.changed = new Set();
      try {
        await this.options.approvals.settleDependent(changed);
      } catch (error) {
        // With what is told next.
        changed.forEach(ref => this.changed.add(ref));
        this.options.logger.warn(
          `approvals could not follow the catalog; they are worked out again before each publication: ${error}`,
        );
        return;
      }
    }
  }
}
