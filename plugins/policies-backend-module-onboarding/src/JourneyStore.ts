import {
  Journey,
  JourneySaved,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import { ReadableJourneys } from './readers/ReadableJourneys';

/** A journey as it is kept. */
export type StoredJourney = Omit<Journey, 'may' | 'repository'>;

/** Keeps journeys, field by field. */
export interface JourneyStore {
  create(by: string, fields: Record<string, string>): Promise<StoredJourney>;
  find(id: string): Promise<StoredJourney | undefined>;
  /**
   * Newest first, with their fields except files.
   *
   * @param readable - only these; by default all
   */
  list(readable?: ReadableJourneys): Promise<StoredJourney[]>;
  isReadable(id: string, readable: ReadableJourneys): Promise<boolean>;
  /**
   * Saves what nobody else wrote since, in one transaction; the rest comes back as conflicts.
   *
   * @throws NotFoundError for an unknown journey, InputError when it would hold too many fields
   */
  save(
    id: string,
    changes: SaveJourneyRequest['changes'],
    by: string,
  ): Promise<JourneySaved>;
  /** Everybody who ever wrote one of the fields, except those left out. */
  listWriters(id: string, leftOut: readonly string[]): Promise<string[]>;
  /** Says who is invited from now on. */
  setPeople(id: string, people: string[]): Promise<void>;
  /** @param published - change of the journey that was published before, if any */
  setChange(
    id: string,
    change: string,
    published: string | undefined,
  ): Promise<void>;
  getBranch(
    id: string,
  ): Promise<{ branch: string; commit: string } | undefined>;
  setBranch(id: string, branch: string, commit: string): Promise<void>;
  remove(id: string): Promise<void>;
}
