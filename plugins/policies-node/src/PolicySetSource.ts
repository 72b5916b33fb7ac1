import { PolicyFile } from '@internal/plugin-policies-common';

/** What a source holds at one place: the files of a set, or why they cannot be read. */
export type SourcedSet =
  | {
      /** Where the folder is: a path or a URL, for people to read. */
      location: string;
      files: PolicyFile[];
    }
  | { location: string; error: { message: string; help: string } };

/** Somewhere policy sets come from: a folder, a repository, a store. */
export interface PolicySetSource {
  /** Names the source in logs and errors. */
  readonly name: string;
  /**
   * Reads every set of the source.
   *
   * @returns the sets; `undefined` when nothing changed since the last successful call. Rejects when
   * the source as a whole cannot be read: everything registered from it then stays.
   */
  readSets(): Promise<SourcedSet[] | undefined>;
}
