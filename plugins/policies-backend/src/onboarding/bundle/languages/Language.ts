import { PolicyFile } from '@internal/plugin-policies-common';

/** How policies of a driver's language are told, and what files without a manifest need to be a set. */
export interface Language {
  driver: string;
  /** True for a file that tells the language. */
  speaks(file: PolicyFile): boolean;
  /** Puts files where the driver looks for them, and adds what it needs beside them. */
  arrange?(files: PolicyFile[]): PolicyFile[];
  /** True for a file that becomes a policy of its own, where the driver itself does not tell. */
  isPolicyFile?(file: PolicyFile): boolean;
}

/** The last part of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
