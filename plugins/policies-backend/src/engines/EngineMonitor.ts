import {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { EngineDrift, EngineStatus } from '@internal/plugin-policies-common';
import {
  AnalyzerMissingError,
  EngineHealthService,
  PublishedState,
  RegisteredSets,
  ServingSet,
  inTime,
} from '@internal/plugin-policies-node';
import { describeFault } from './describeFault';
import { EngineRecord } from './EngineRecord';
import { notServed } from './EngineRepairer';
import { Engines } from './Engines';

/*
 * Each engine is checked apart from the others, so that one that hangs holds up nobody: its health
 * every few seconds, and less often whether it holds the active revisions. A revision that is missing
 * there, as after a restart with nothing kept, is put back at once; one that is another is drift,
 * which a person looks at first. A fault of a decision has the engine checked at once.
 */

const HEALTH_TIMEOUT_MS = 2_000;
/** An engine within the portal is asked while it still starts, which takes long on a slow machine. */
const START_TIMEOUT_MS = 20_000;
const VERIFY_TIMEOUT_MS = 5_000;
const REPAIR_TIMEOUT_MS = 30_000;
/** After a fault the engine is checked early, but not more often than this. */
const EARLY_CHECK_MS = 500;

/** Watches the engines, and puts right what they lost. */
export class EngineMonitor {
  /** Checks as often as `policies.engineChecks` says. */
  static fromConfig(
    config: RootConfigService,
    options: Omit<
      ConstructorParameters<typeof EngineMonitor>[0],
      'checkEveryMs' | 'verifyEveryMs'
    >,
  ): EngineMonitor {
    const milliseconds = (key: string, byDefault: number) =>
      1_000 *
      (config.getOptionalNumber(`policies.engineChecks.${key}`) ?? byDefault);
    return new EngineMonitor({
      ...options,
      checkEveryMs: milliseconds('healthSeconds', 5),
      verifyEveryMs: milliseconds('verifySeconds', 15),
    });
  }

  private readonly checking = new Map<string, Promise<void>>();
  private readonly lastCheck = new Map<string, number>();
  private readonly nextVerify = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly options: {
      engines: Engines;
      liveSets: Pick<RegisteredSets, 'list' | 'allServing'>;
      logger: LoggerService;
      health: EngineHealthService;
      /** Milliseconds between checks of health, and of what remote engines hold. */
      checkEveryMs: number;
      verifyEveryMs: number;
      /** Whether the portal has just started: an embedded engine that is slow then is not down. */
      isStarting(): boolean;
      /** Called when an engine serves (again) that did not. */
      onRecovery(engine: string): void;
    },
  ) {}

  start(): void {
    this.timer = setInterval(
      () => this.checkAll(),
      this.options.checkEveryMs,
    ).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Checks all engines; an engine whose check is under way is waited for. */
  async checkAll(): Promise<void> {
    await Promise.all(
      this.options.engines.records.map(record => this.check(record)),
    );
  }

  /** An engine gave no decision: it is checked soon, not at its turn. */
  noticeFault(engine: string): void {
    const early =
      performance.now() - (this.lastCheck.get(engine) ?? -Infinity) >
      EARLY_CHECK_MS;
    if (early && !this.checking.has(engine)) {
      this.nextVerify.delete(engine);
      this.check(this.options.engines.record(engine));
    }
  }

  /** Every engine with what it should serve. */
  list(): EngineStatus[] {
    return this.options.engines.records.map(record => this.statusOf(record));
  }

  /**
   * Puts active revisions into an engine again.
   *
   * @param set - only this one; by default all of the engine's
   * @throws NotFoundError for an unknown engine or a set it does not serve, and what the engine throws
   */
  async repair(engine: string, set?: string): Promise<EngineStatus> {
    const record = this.options.engines.record(engine);
    const wanted = this.servedBy(engine).filter(
      ({ name, compiled }) =>
        compiled.repair && (set === undefined || set === name),
    );
    if (set !== undefined && !wanted.length) {
      throw notServed(engine, set);
    }
    for (const { compiled } of wanted) {
      await inTime(compiled.repair!(), REPAIR_TIMEOUT_MS, `engine '${engine}'`);
    }
    await this.checking.get(engine);
    this.nextVerify.delete(engine);
    await this.check(record);
    return this.statusOf(record);
  }

  private check(record: EngineRecord): Promise<void> {
    const underWay = this.checking.get(record.name);
    if (underWay) {
      return underWay;
    }
    const check = this.checkOnce(record)
      .catch(error => this.options.logger.error(error))
      .finally(() => {
        this.checking.delete(record.name);
        this.lastCheck.set(record.name, performance.now());
        this.options.health.report(
          this.list().map(({ name, state, since }) => ({ name, state, since })),
        );
      });
    this.checking.set(record.name, check);
    return check;
  }

  private async checkOnce(record: EngineRecord): Promise<void> {
    const { logger, onRecovery, isStarting } = this.options;
    const { name, engine, serves } = record;
    const started = performance.now();
    try {
      const { version } = await inTime(
        engine.checkHealth(),
        engine.remote ? HEALTH_TIMEOUT_MS : START_TIMEOUT_MS,
        `engine '${name}'`,
      );
      record.answered(performance.now() - started, version);
    } catch (error) {
      const { message } = error as Error;
      if (!engine.remote && isStarting()) {
        record.enter('unknown', { message });
        return;
      }
      if (record.downBecause === undefined) {
        logger.warn(`engine '${name}' is down: ${message}`);
      }
      record.enter('down', { message });
      // What it holds when it comes back is not known.
      this.nextVerify.delete(name);
      return;
    }
    // Its programs may take long to start, and nothing waits for them.
    this.checkAnalyzer(record);
    const drift = await this.verify(record);
    const circuit = engine.remote?.state().circuit;
    const message = describeFault(drift.length, circuit);
    record.enter(message === undefined ? 'up' : 'degraded', { drift, message });
    if (!serves) {
      logger.info(`engine '${name}' serves`);
      onRecovery(name);
    }
  }

  private async checkAnalyzer(record: EngineRecord): Promise<void> {
    const { name, engine } = record;
    try {
      const versions = await engine.analyzer?.checkHealth();
      if (versions) {
        record.analyzed({ state: 'ready', versions });
      }
    } catch (error) {
      const { message } = error as Error;
      const state =
        error instanceof AnalyzerMissingError ? 'missing' : 'faulty';
      if (record.analyzerState !== state) {
        this.options.logger.info(`engine '${name}': ${message}`);
      }
      record.analyzed({ state, message });
    }
  }

  /** What the engine does not hold as it should; looked up at its turn, else as last seen. */
  private async verify(record: EngineRecord): Promise<EngineDrift[]> {
    const due = this.nextVerify.get(record.name) ?? 0;
    const sets = this.servedBy(record.name);
    if (performance.now() < due) {
      return record.drifted.filter(({ set, expected }) =>
        sets.some(
          ({ name, revision }) => name === set && revision === expected,
        ),
      );
    }
    const found: EngineDrift[] = [];
    for (const set of sets) {
      const drift = await this.verifySet(record, set);
      if (drift) {
        found.push(drift);
      }
    }
    this.nextVerify.set(
      record.name,
      performance.now() + this.options.verifyEveryMs,
    );
    return found;
  }

  private async verifySet(
    { name: engine, drifted }: EngineRecord,
    { name, revision, compiled }: ServingSet,
  ): Promise<EngineDrift | undefined> {
    if (!compiled.verify) {
      return undefined;
    }
    const { logger } = this.options;
    const what = `engine '${engine}'`;
    const look = () => inTime(compiled.verify!(), VERIFY_TIMEOUT_MS, what);
    try {
      let seen: PublishedState = await look();
      if (seen.state === 'missing') {
        logger.warn(
          `${what} lost revision ${revision} of policy set '${name}', which is put there again`,
        );
        await inTime(compiled.repair!(), REPAIR_TIMEOUT_MS, what);
        seen = await look();
      }
      if (seen.state === 'in-sync') {
        return undefined;
      }
      if (!drifted.some(({ set }) => set === name)) {
        logger.warn(
          `${what} does not hold policy set '${name}' as it was put there: ${seen.message}`,
        );
      }
      return {
        set: name,
        expected: revision,
        actual: seen.state === 'drifted' ? seen.actual : undefined,
        message: seen.message,
      };
    } catch (error) {
      return {
        set: name,
        expected: revision,
        message: `what it holds cannot be seen: ${(error as Error).message}`,
      };
    }
  }

  private servedBy(engine: string): ServingSet[] {
    return this.options.liveSets
      .allServing()
      .filter(set => set.engine === engine);
  }

  private statusOf(record: EngineRecord): EngineStatus {
    return record.status(
      this.options.liveSets
        .list()
        .filter(({ manifest }) => manifest.spec.engine === record.name)
        .flatMap(({ name, activeRevision }) =>
          activeRevision ? [{ set: name, revision: activeRevision }] : [],
        ),
    );
  }
}
