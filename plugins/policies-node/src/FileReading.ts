import { FileUse } from '@internal/plugin-policies-common';

/** Something about a file that a person has to know, and what to do. */
export interface FileProblem {
  /** Names the file in quotes. */
  message: string;
  help: string;
}

/** What an engine makes of one file of a set. */
export type FileReading =
  | {
      use: Exclude<FileUse, 'manifest' | 'catalog' | 'cases' | 'refused'>;
      warning?: FileProblem;
    }
  /** It seems meant for the engine, which does not read it as it is: decisions would miss what it says. */
  | { refused: FileProblem };
