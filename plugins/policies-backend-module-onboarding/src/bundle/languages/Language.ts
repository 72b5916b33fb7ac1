import { PolicyFile } from '@internal/plugin-policies-common';

/** A file where the driver looks for it. */
export interface PlacedFile extends PolicyFile {
  /** Where it stood in what was brought; several of the same, where one file holds what the driver wants apart. */
  from: string;
}

/** Files laid out for a driver, or sentences about those that cannot be. */
export interface Arrangement {
  files: PlacedFile[];
  /** Each names its file, and says what to do. */
  refused: string[];
}

/** How policies of a driver's language are told, and what files without a manifest need to be a set. */
export interface Language {
  driver: string;
  /** True for a file that tells the language. */
  speaks(file: PolicyFile): boolean;
  /** Puts files where the driver looks for them, and adds what it needs beside them. */
  arrange?(files: PolicyFile[]): Arrangement;
  /** True for a file that becomes a policy of its own, where the driver itself does not tell. */
  isPolicyFile?(file: PolicyFile): boolean;
  /** What files of the same policy have in common; by default each is a policy. */
  policyOf?(file: PolicyFile): string | undefined;
  /** Names of policies that the files themselves use. */
  policyNames?(files: PolicyFile[]): string[];
  /** What is missing where none of the files holds a policy. */
  nothingDecides: string;
}

/** The last part of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Files as they stand. */
export function inPlace(files: PolicyFile[]): PlacedFile[] {
  return files.map(file => ({ ...file, from: file.path }));
}
