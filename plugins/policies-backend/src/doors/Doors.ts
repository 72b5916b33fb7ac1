import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  DecisionHouse,
  Door,
  ReadinessService,
} from '@internal/plugin-policies-node';

/** All ways in for decisions, of the core and of features. */
export class Doors {
  private readonly opened: Door[] = [];
  private isDraining = false;

  constructor(
    private readonly doors: Door[],
    private readonly services: {
      logger: LoggerService;
      readiness: ReadinessService;
    },
  ) {}

  /** Opens each; one that cannot open is named and closed, and the others are open. */
  async open(house: DecisionHouse): Promise<void> {
    const { logger, readiness } = this.services;
    for (const door of this.doors) {
      if (this.isDraining) {
        break;
      }
      try {
        await door.open(house);
        this.opened.push(door);
      } catch (error) {
        readiness.reportMissing(
          `decisions cannot be asked for by '${door.name}'`,
        );
        const { message } = toError(error);
        logger.error(
          `the door '${door.name}' cannot open: ${message}`,
          toError(error),
        );
        // It may have let callers in before it failed; the other doors do not wait for that.
        void this.close(door);
      }
    }
    // The portal may have ended while one of them was opening.
    if (this.isDraining) {
      await this.drain();
    }
  }

  /** Closes all of them, and waits for those who are in. One that is opening is closed when it is open. */
  async drain(): Promise<void> {
    this.isDraining = true;
    await Promise.all(this.opened.splice(0).map(door => this.close(door)));
  }

  private async close(door: Door): Promise<void> {
    try {
      await door.drain();
    } catch (error) {
      this.services.logger.warn(
        `the door '${door.name}' did not close: ${error}`,
      );
    }
  }
}
