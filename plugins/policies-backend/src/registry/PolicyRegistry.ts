import { setTimeout as wait } from 'timers/promises';
import { EventsService } from '@backstage/plugin-events-node';
import {
  EVENT_TOPIC_SETS,
  RegistryError,
  SetsEvent,
} from '@internal/plugin-policies-common';
import { PolicySetSource } from '@internal/plugin-policies-node';
import { PORTAL_SOURCE } from '../deployments/portalSource';
import { isLed } from './Claims';
import { Registration } from './Registration';
import { Outcome, RegistrationOptions } from './RegistrationOptions';
import { RegistryState } from './RegistryState';
import { Place, Sources } from './Sources';

/** In the first read, sets whose engine is not down and does not answer are tried this often. */
const ATTEMPTS = 6;
/** Before the second attempt, and twice as long before each other one. */
const ATTEMPT_AFTER_MS = 1_000;

/** Reads the sources and registers what is valid in them. */
export class PolicyRegistry {
  private readonly sources: Sources;
  private refreshing?: Promise<void>;

  constructor(
    private readonly options: RegistrationOptions & {
      sources: PolicySetSource[];
      state: RegistryState;
      events: EventsService;
    },
  ) {
    this.sources = new Sources(options.sources, options.logger);
  }

  /** Reads all sources once; a call during a read waits for that read. */
  refresh(): Promise<void> {
    this.refreshing ??= this.refreshOnce().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Reads all sources from now on: a read that is under way began too early. */
  async refreshAfresh(): Promise<void> {
    await this.refreshing?.catch(() => {});
    await this.refresh();
  }

  private async refreshOnce(): Promise<void> {
    const { state, liveSets, firstRead } = this.options;
    await liveSets.sync();
    // All of them before the first set: what one holds is not another's because it was read later.
    const unread = await this.sources.read();
    const registration = new Registration(this.options, this.sources);
    const outcomes = new Map<Place, Outcome>();
    const register = async (places: Place[]) => {
      for (const place of places) {
        outcomes.set(place, await registration.register(place));
      }
    };
    await register(this.sources.list());
    const lost = await this.removeGone(registration, outcomes);
    if (registration.changed.size) {
      await liveSets.sync();
      await register(
        waiting(outcomes, ({ waitsFor }) => waitsFor === 'another set'),
      );
    }
    for (
      let attempt = 1;
      !firstRead.ended && attempt < ATTEMPTS && this.noteChecking(outcomes);
      attempt++
    ) {
      await wait(ATTEMPT_AFTER_MS * 2 ** (attempt - 1), undefined, {
        ref: false,
      });
      liveSets.retryAll();
      await liveSets.sync();
      await register(waiting(outcomes, outcome => this.isSlow(outcome)));
    }
    await liveSets.sync();

    liveSets.noteWaiting(
      [...outcomes.values()].flatMap(({ waitsFor }) =>
        typeof waitsFor === 'object' ? [waitsFor] : [],
      ),
    );
    const settled = [...outcomes.values()].filter(
      ({ waitsFor }) =>
        firstRead.ended ||
        typeof waitsFor !== 'object' ||
        !this.options.engines.isOpening(waitsFor.engine),
    );
    const errors: RegistryError[] = settled.flatMap(outcome => outcome.errors);
    const told = new Set(errors.map(({ set }) => set));
    await state.set({
      refreshedAt: new Date().toISOString(),
      errors: [
        ...unread,
        ...errors,
        ...lost.filter(({ set }) => !told.has(set)),
      ],
    });
    await this.announce([...registration.changed]);
    if (settled.length === outcomes.size) {
      firstRead.end();
    }
  }

  /**
   * Takes out what the sources have no more.
   *
   * @returns what stays though its source lost it, because a change leads it
   */
  private async removeGone(
    { changed }: Registration,
    outcomes: Map<Place, Outcome>,
  ): Promise<RegistryError[]> {
    const { liveSets, deployments, logger } = this.options;
    const kept = new Set([...outcomes.values()].map(({ keeps }) => keeps));
    const lost: RegistryError[] = [];
    for (const set of liveSets.list()) {
      const { name, source, location } = set;
      if (
        source === PORTAL_SOURCE ||
        kept.has(name) ||
        this.sources.mayHold(set)
      ) {
        continue;
      }
      if (!isLed(set) && (await deployments.remove(name))) {
        changed.add(name);
        logger.info(
          `policy set '${name}' is gone from '${source}' and removed`,
        );
        continue;
      }
      const [left] = await deployments.getSets([name]);
      // What was renamed where it is went when its new name was registered.
      if (left && isLed(left)) {
        lost.push({
          source: location,
          set: name,
          message: `policy set '${name}' is gone from '${location}', and a change leads it`,
          help: 'It keeps serving as it is. Put it back there, under its name, if it should go on to come from there.',
        });
      }
    }
    return lost;
  }

  /** @returns whether an engine that is not down is waited for */
  private noteChecking(outcomes: Map<Place, Outcome>): boolean {
    const { engines, firstRead, liveSets } = this.options;
    const slow = [
      ...[...outcomes.values()]
        .flatMap(({ waitsFor }) =>
          typeof waitsFor === 'object' ? [waitsFor] : [],
        )
        .filter(({ engine }) => engines.isUp(engine))
        .map(({ name }) => name),
      ...liveSets
        .listUnloaded()
        .filter(({ manifest }) => engines.isUp(manifest.spec.engine))
        .map(({ name }) => name),
    ];
    firstRead.checking.clear();
    slow.forEach(name => firstRead.checking.add(name));
    return slow.length > 0;
  }

  private isSlow({ waitsFor }: Outcome): boolean {
    return (
      typeof waitsFor === 'object' && this.options.engines.isUp(waitsFor.engine)
    );
  }

  private async announce(changed: string[]): Promise<void> {
    if (changed.length) {
      this.options.logger.info(
        `registered changes of ${changed.length} policy sets`,
      );
      const eventPayload: SetsEvent = { sets: changed };
      await this.options.events.publish({
        topic: EVENT_TOPIC_SETS,
        eventPayload,
      });
    }
  }
}

function waiting(
  outcomes: Map<Place, Outcome>,
  isWanted: (outcome: Outcome) => boolean,
): Place[] {
  return [...outcomes]
    .filter(([, outcome]) => isWanted(outcome))
    .map(([place]) => place);
}
