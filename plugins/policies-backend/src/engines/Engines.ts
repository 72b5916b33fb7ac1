import {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  boundDiagnostics,
  CompiledSet,
  ConfiguredEngines,
  CompileResult,
  PolicyBundle,
  PolicyEngine,
  PolicyEngineDriver,
  evaluateGuarded,
  inTime,
} from '@internal/plugin-policies-node';
import { EngineGate } from './EngineGate';
import { EngineRecord } from './EngineRecord';
import { readGateOptions } from './readGateOptions';
import { Turn } from './Turn';

/** Requests at an engine at once whose driver does not say. */
const DEFAULT_AT_ONCE = 256;

/** Compiling for a remote engine may publish; longer than this and its driver is stuck. */
const COMPILE_TIMEOUT_MS = 60_000;
/** Within the portal it waits for a thread, on a slow machine for long; the threads have limits of their own. */
const EMBEDDED_COMPILE_TIMEOUT_MS = 600_000;

/** The configured engines by name. */
export class Engines implements Omit<ConfiguredEngines, 'listStatus'> {
  static async fromConfig(options: {
    config: RootConfigService;
    drivers: PolicyEngineDriver[];
    logger: LoggerService;
  }): Promise<Engines> {
    const { config, drivers, logger } = options;
    const configured = config
      .getOptionalConfig('policies.engines')
      ?.get<Record<string, JsonObject>>() ?? { cedar: {} };
    const gateOptions = readGateOptions(config);
    const engines = new Map<string, EngineRecord>();
    for (const [name, value] of Object.entries(configured)) {
      const { driver: driverName = name, ...engineConfig } = value ?? {};
      const driver = drivers.find(known => known.driver === driverName);
      if (!driver) {
        throw new InputError(
          `engine '${name}' wants driver '${driverName}', which is not installed; ` +
            `add its backend module, or use one of: ${drivers
              .map(known => known.driver)
              .join(', ')}`,
        );
      }
      const engine = await driver.createEngine({
        name,
        config: engineConfig,
        logger: logger.child({ engine: name }),
      });
      const gate = new EngineGate({
        ...gateOptions,
        engine: name,
        atOnce: engine.atOnce ?? DEFAULT_AT_ONCE,
        logger,
      });
      engines.set(name, new EngineRecord(name, driver.driver, engine, gate));
    }
    return new Engines(engines);
  }

  private open = false;

  private constructor(private readonly engines: Map<string, EngineRecord>) {}

  /** The portal answers: engines that fetch their policies from it can do so now. */
  portalIsOpen(): void {
    this.open = true;
  }

  get names(): string[] {
    return [...this.engines.keys()];
  }

  get records(): EngineRecord[] {
    return [...this.engines.values()];
  }

  /** @throws NotFoundError that lists the engines there are */
  record(name: string): EngineRecord {
    const found = this.engines.get(name);
    if (!found) {
      throw new NotFoundError(
        `engine '${name}' is not configured; use one of: ${this.names.join(
          ', ',
        )}, or add it to 'policies.engines'`,
      );
    }
    return found;
  }

  /** Whether an engine is asked over the network; false for one there is not. */
  isRemote(name: string): boolean {
    return this.engines.get(name)?.engine.remote !== undefined;
  }

  /** Whether an engine waits for the portal to open, as it fetches its policies there. */
  isOpening(name: string): boolean {
    const record = this.engines.get(name);
    return (
      record?.downBecause === undefined &&
      !this.open &&
      !!record?.engine.handler
    );
  }

  /** Whether an engine can be asked, as far as is known. */
  isUp(name: string): boolean {
    return (
      this.engines.get(name)?.downBecause === undefined && !this.isOpening(name)
    );
  }

  /** @throws NotFoundError that lists the engines there are */
  driverOf(name: string): string {
    return this.record(name).driver;
  }

  /** @throws NotFoundError that lists the engines there are */
  get(name: string): PolicyEngine {
    return this.record(name).engine;
  }

  /**
   * The gate that requests for an engine pass.
   *
   * @throws NotFoundError that lists the engines there are
   */
  gate(name: string): EngineGate {
    return this.record(name).gate;
  }

  /**
   * A set that serves, for what the portal asks for itself: that waits while others ask.
   *
   * @param engine - name of the engine that the set is compiled for
   */
  behindOthers(
    engine: string,
    compiled: CompiledSet,
  ): Pick<CompiledSet, 'evaluate'> {
    return {
      evaluate: (requests, options) =>
        this.gate(engine).evaluate(
          requests.length,
          new Turn('the portal', 'internal'),
          (start, end) =>
            evaluateGuarded(compiled, requests.slice(start, end), options),
        ),
    };
  }

  has(name: string): boolean {
    return this.engines.has(name);
  }

  /**
   * Compiles a revision to serve it. An engine that is known to be down is not asked, so that nothing
   * waits for it.
   *
   * @throws ServiceUnavailableError when the engine cannot be asked: the files may be right
   */
  async compileLive(bundle: PolicyBundle): Promise<CompileResult> {
    const { name, engine, downBecause } = this.record(
      bundle.manifest.spec.engine,
    );
    if (downBecause !== undefined) {
      throw new ServiceUnavailableError(downBecause);
    }
    if (this.isOpening(name)) {
      throw new ServiceUnavailableError(
        `engine '${name}' fetches its policies from the portal, which is still starting`,
      );
    }
    try {
      const result = await inTime(
        engine.compile(bundle, { mode: 'live' }),
        engine.remote ? COMPILE_TIMEOUT_MS : EMBEDDED_COMPILE_TIMEOUT_MS,
        `engine '${name}'`,
      );
      return {
        ...result,
        diagnostics: boundDiagnostics(result.diagnostics),
      };
    } catch (error) {
      throw new ServiceUnavailableError((error as Error).message);
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(
      this.records.map(({ engine }) => engine.dispose()),
    );
  }
}
