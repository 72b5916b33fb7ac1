import { LoggerService } from '@backstage/backend-plugin-api';
import { AnalyzerVersions } from '@internal/plugin-policies-common';
import { AnalyzerOptions } from './AnalyzerOptions';
import { AnalyzerPrograms, ReadyPrograms } from './AnalyzerPrograms';
import { EmbeddedCedar } from './EmbeddedCedar';

const HEALTH_KEPT_MS = 60_000;
/** Somebody may be about to install what is missing. */
const FAULT_KEPT_MS = 10_000;

/** Programs that can be asked. */
export type HealthyPrograms = ReadyPrograms & { versions: AnalyzerVersions };

/** Whether the programs can be asked, as it was found a while ago at most. */
export class AnalyzerHealth {
  private readonly programs: AnalyzerPrograms;
  private known?: { until: number; ready: Promise<HealthyPrograms> };

  constructor(
    private readonly options: {
      engine: string;
      analyzer: AnalyzerOptions;
      logger: LoggerService;
      cedar: Pick<EmbeddedCedar, 'version'>;
    },
  ) {
    this.programs = new AnalyzerPrograms(options);
  }

  /** @throws ServiceUnavailableError that says what is missing, and what to do */
  open(): Promise<HealthyPrograms> {
    if (this.known && performance.now() < this.known.until) {
      return this.known.ready;
    }
    const known = { until: Infinity, ready: this.look() };
    this.known = known;
    known.ready.then(
      () => {
        known.until = performance.now() + HEALTH_KEPT_MS;
      },
      () => {
        known.until = performance.now() + FAULT_KEPT_MS;
      },
    );
    return known.ready;
  }

  /** Has the programs looked at again by whoever asks next. */
  forget(): void {
    this.known = undefined;
  }

  async dispose(): Promise<void> {
    await this.programs.dispose();
  }

  private async look(): Promise<HealthyPrograms> {
    const ready = await this.programs.open();
    const { analyzer, solver } = ready;
    const engine = `Cedar ${await this.options.cedar.version()}`;
    return { ...ready, versions: { analyzer, solver, engine } };
  }
}
