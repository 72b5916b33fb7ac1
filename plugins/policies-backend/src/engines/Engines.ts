import {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { EngineStatus } from '@internal/plugin-policies-common';
import {
  PolicyEngine,
  PolicyEngineDriver,
} from '@internal/plugin-policies-node';

const HEALTH_TIMEOUT_MS = 2_000;

/** The configured engines by name. */
export class Engines {
  static async fromConfig(options: {
    config: RootConfigService;
    drivers: PolicyEngineDriver[];
    logger: LoggerService;
  }): Promise<Engines> {
    const { config, drivers, logger } = options;
    const configured = config
      .getOptionalConfig('policies.engines')
      ?.get<Record<string, JsonObject>>() ?? { cedar: {} };
    const engines = new Map<string, { driver: string; engine: PolicyEngine }>();
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
      engines.set(name, {
        driver: driver.driver,
        engine: await driver.createEngine({
          name,
          config: engineConfig,
          logger: logger.child({ engine: name }),
        }),
      });
    }
    return new Engines(engines);
  }

  private constructor(
    private readonly engines: Map<
      string,
      { driver: string; engine: PolicyEngine }
    >,
  ) {}

  get names(): string[] {
    return [...this.engines.keys()];
  }

  /** @throws NotFoundError that lists the engines there are */
  get(name: string): PolicyEngine {
    const found = this.engines.get(name);
    if (!found) {
      throw new NotFoundError(
        `engine '${name}' is not configured; use one of: ${this.names.join(
          ', ',
        )}, or add it to 'policies.engines'`,
      );
    }
    return found.engine;
  }

  has(name: string): boolean {
    return this.engines.has(name);
  }

  /** @param setsOf - number of sets an engine serves */
  async status(setsOf: (engine: string) => number): Promise<EngineStatus[]> {
    return Promise.all(
      [...this.engines].map(async ([name, { driver, engine }]) => {
        const common = {
          name,
          driver,
          capabilities: [...engine.capabilities],
          sets: setsOf(name),
          revisions: [],
          drift: [],
        };
        try {
          const { version } = await inTime(engine.checkHealth());
          return { ...common, state: 'up' as const, version };
        } catch (error) {
          return {
            ...common,
            state: 'down' as const,
            message: (error as Error).message,
          };
        }
      }),
    );
  }

  async dispose(): Promise<void> {
    await Promise.all(
      [...this.engines.values()].map(({ engine }) => engine.dispose()),
    );
  }
}

async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`no answer within ${HEALTH_TIMEOUT_MS} ms`)),
        HEALTH_TIMEOUT_MS,
      );
    }),
  ]).finally(() => clearTimeout(timer));
}
