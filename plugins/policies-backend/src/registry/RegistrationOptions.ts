import { LoggerService } from '@backstage/backend-plugin-api';
import { RegistryError } from '@internal/plugin-policies-common';
import {
  Deployments,
  PolicyBundle,
  RevisionGuard,
  SourcedSet,
  StoredSet,
} from '@internal/plugin-policies-node';
import { Engines } from '../engines/Engines';
import { FirstRead } from './FirstRead';
import { LiveSets, WaitingSet } from './LiveSets';

/** A set that its source could read. */
export type ReadableSet = Extract<SourcedSet, { files: unknown }>;

/** What became of a place. */
export interface Outcome {
  /** Name of the registered set that stays because of it. */
  keeps?: string;
  errors: RegistryError[];
  /** What it waits for: an engine that did not answer, or what another set has. */
  waitsFor?: WaitingSet | 'another set';
}

/** What a registration takes. */
export interface RegistrationOptions {
  deployments: Deployments;
  liveSets: LiveSets;
  engines: Engines;
  logger: LoggerService;
  firstRead: FirstRead;
  /** What every revision has to keep. */
  listGuards(): RevisionGuard[];
  /**
   * Called with content of a source that a change has to bring, because one published the set.
   * Called again with the same, it does nothing.
   *
   * @returns whether a change brings it; not where the portal takes none
   */
  onSourceMoved(
    set: Pick<StoredSet, 'name' | 'location' | 'seenRevision'>,
    bundle: PolicyBundle,
  ): Promise<boolean>;
}
