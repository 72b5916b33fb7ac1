import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DecisionHouse,
  Door,
  ReadinessService,
} from '@internal/plugin-policies-node';

/** All ways in for decisions, of the core and of features. */
export class Doors {
  private readonly opened: Door[] = [];

  constructor(
    private readonly doors: Door[],
    private readonly services: {
      logger: LoggerService;
      readiness: ReadinessService;
    },
  ) {}

  /** Opens each; one that cannot open is named, and the others are open. */
  async open(house: DecisionHouse): Promise<void> {
    const { logger, readiness } = this.services;
    for (const door of this.doors) {
      try {
        await door.open(house);
        this.opened.push(door);
      } catch (error) {
        readiness.reportMissing(
          `decisions cannot be asked for by '${door.name}'`,
        );
        logger.error(
          `the door '${door.name}' cannot open: ${(error as Error).message}`,
          error as Error,
        );
      }
    }
  }

  /** Closes all of them, and waits for those who are in. */
  async drain(): Promise<void> {
    await Promise.all(
      this.opened.splice(0).map(async door => {
        try {
          await door.drain();
        } catch (error) {
          this.services.logger.warn(
            `the door '${door.name}' did not close: ${error}`,
          );
        }
      }),
    );
  }
}
