import { BroughtEntities } from '@internal/plugin-policies-node';

/** A switch of a set to a revision that a change published. */
export interface PublishedBrought {
  set: string;
  brought: BroughtEntities;
}

/** Knows what sets bring to the catalog. */
export interface BroughtStore {
  /**
   * Every switch of a set to a revision that brings something and that a change published, oldest first:
   * the publications, and roll-backs to what they published. Nothing else of a set counts, neither an open
   * change nor what its source holds.
   */
  listPublished(): Promise<PublishedBrought[]>;
}
