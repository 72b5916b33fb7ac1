import {
  Journey,
  JourneySaved,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';

/** Keeps journeys, field by field. */
export interface JourneyStore {
  create(by: string, fields: Record<string, string>): Promise<Journey>;
  find(id: string): Promise<Journey | undefined>;
  /** Newest first, with their fields except files. */
  list(): Promise<Journey[]>;
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
  setChange(id: string, change: string): Promise<void>;
  getBranch(
    id: string,
  ): Promise<{ branch: string; commit: string } | undefined>;
  setBranch(id: string, branch: string, commit: string): Promise<void>;
  remove(id: string): Promise<void>;
}
