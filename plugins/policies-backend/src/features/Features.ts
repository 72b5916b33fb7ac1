import {
  DatabaseService,
  LoggerService,
  PermissionsRegistryService,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import {
  Check,
  CreatedFeature,
  Door,
  FeatureRef,
  JobKind,
  PolicyFeature,
  ReadinessService,
  RevisionGuard,
  Route,
  RouteCall,
  inTime,
} from '@internal/plugin-policies-node';
import { migrateTables } from '../database/migrateTables';
import { SharedCore } from './SharedCore';
import { AddedParts } from './AddedParts';
import { FeatureListeners, Listeners } from './Listeners';

/** Long enough for a slow machine, with engines and databases that start beside it. */
const PATIENCE_MS = 60_000;

/** Where the core looks for what features bring, besides routes. */
export interface FeatureParts {
  listeners: Listeners;
  checks: AddedParts<Check>;
  guards: AddedParts<RevisionGuard>;
  jobKinds: AddedParts<JobKind>;
}

/** A feature that is not there, and why. */
export interface FailedFeature {
  name: string;
  message: string;
}

/**
 * The features that were added, from their creation to their end. One that fails is left out and named:
 * decisions do not wait for it.
 */
export class Features {
  private readonly created: Array<{
    added: PolicyFeature;
    feature: CreatedFeature;
    offers: Map<string, unknown>;
  }> = [];
  private readonly failures = new Map<PolicyFeature, FailedFeature>();

  constructor(
    private readonly features: PolicyFeature[],
    private readonly services: {
      database: DatabaseService;
      logger: LoggerService;
      permissionsRegistry: PermissionsRegistryService;
      readiness: ReadinessService;
    },
  ) {}

  get failed(): readonly FailedFeature[] {
    return [...this.failures.values()];
  }

  /** Routes of all that could be created; those of one that does not start then say so. */
  get routes(): Route[] {
    return this.created.flatMap(({ added, feature }) =>
      (feature.routes ?? []).map(route => ({
        ...route,
        handle: async (call: RouteCall) => {
          if (this.failures.has(added)) {
            throw new ServiceUnavailableError(
              `the feature '${added.name}' could not start; ask the people who run the portal, whose log says why`,
            );
          }
          return route.handle(call);
        },
      })),
    );
  }

  /** Of all that could be created; those of one that does not start stay closed. */
  get doors(): Door[] {
    return this.created.flatMap(({ added, feature }) =>
      (feature.doors ?? []).map(door => ({
        name: door.name,
        open: async house => {
          if (this.failures.has(added)) {
            throw new ServiceUnavailableError(
              `the feature '${added.name}' could not start`,
            );
          }
          await door.open(house);
        },
        drain: () => door.drain(),
      })),
    );
  }

  /** @param parts - get those of features that could be created */
  async create(core: SharedCore, parts: FeatureParts): Promise<void> {
    for (const added of this.features) {
      await this.attempt(added, async () => {
        this.expectNewName(added);
        await this.migrate(added);
        this.services.permissionsRegistry.addPermissions([
          ...(added.permissions ?? []),
        ]);
        const offers = new Map<string, unknown>();
        const own: FeatureListeners = {
          observers: [],
          followers: [],
          isOut: () => this.failures.has(added),
        };
        const created = added.create({
          ...core,
          observeDecisions: observer => own.observers.push(observer),
          followSources: follower => own.followers.push(follower),
          offer: ({ id }, implementation) => {
            this.expectNewOffer(id);
            offers.set(id, implementation);
          },
          find: ref => this.find(ref),
        });
        const feature = await this.waitFor(created, 'create');
        parts.jobKinds.add(feature.jobs ?? [], own.isOut);
        parts.checks.add(feature.checks ?? [], own.isOut);
        parts.guards.add(feature.guards ?? [], own.isOut);
        this.created.push({ added, feature, offers });
        parts.listeners.add(own);
      });
    }
  }

  find<T>({ id }: FeatureRef<T>): T | undefined {
    const offering = this.created.find(
      ({ added, offers }) => offers.has(id) && !this.failures.has(added),
    );
    return offering?.offers.get(id) as T | undefined;
  }

  async start(): Promise<void> {
    for (const { added, feature } of this.created) {
      await this.attempt(added, async () =>
        this.waitFor(Promise.resolve(feature.start?.()), 'start'),
      );
    }
  }

  /** Ends all of them, the last first, whatever one of them says. */
  async stop(): Promise<void> {
    for (const { added, feature } of [...this.created].reverse()) {
      try {
        await feature.stop?.();
      } catch (error) {
        this.services.logger.warn(
          `feature '${added.name}' did not end: ${error}`,
        );
      }
    }
  }

  private expectNewName(added: PolicyFeature): void {
    const { name } = added;
    if (this.features.find(feature => feature.name === name) !== added) {
      throw new ConflictError(
        `another feature is named '${name}'; remove one of the two modules, or give it another name`,
      );
    }
  }

  private expectNewOffer(id: string): void {
    const offering = this.created.find(({ offers }) => offers.has(id));
    if (offering) {
      throw new ConflictError(
        `the feature '${offering.added.name}' offers '${id}' already; remove one of the two modules, or have this one offer another reference`,
      );
    }
  }

  /** A table of its own, as knex refuses one in which other files ran. */
  private async migrate({ name, migrations }: PolicyFeature): Promise<void> {
    if (migrations !== undefined) {
      await migrateTables(
        this.services.database,
        migrations,
        `knex_migrations_${name}`,
      );
    }
  }

  /** What comes later than that is left alone: the portal does not wait for one part of it. */
  private waitFor<T>(work: Promise<T>, step: 'create' | 'start'): Promise<T> {
    return inTime(
      work,
      PATIENCE_MS,
      `its '${step}'`,
      'see in the log what it waits for, and restart the portal when that answers',
    );
  }

  private async attempt(
    added: PolicyFeature,
    act: () => Promise<void>,
  ): Promise<void> {
    const { name } = added;
    try {
      await act();
    } catch (error) {
      const { message } = toError(error);
      this.failures.set(added, { name, message });
      this.services.readiness.reportMissing(
        `the feature '${name}' could not start`,
      );
      this.services.logger.error(
        `feature '${name}' cannot start and is left out: ${message}`,
        toError(error),
      );
    }
  }
}
