import { SpoolRecord } from './frames';

/** Records that were read, and are there until they are acknowledged. */
export interface SpooledRecords {
  records: SpoolRecord[];
  /** How often something stood between them that was no record. */
  torn: number;
  /** Whether more is there. */
  more: boolean;
}

/** Frames in the order in which they were appended; one reads them. */
export interface Segments {
  /** Bytes that are not acknowledged. */
  readonly bytes: number;
  /** Resolves when they are kept; when it throws, some of them may be. */
  append(frames: Buffer): Promise<void>;
  /** The first ones that are not acknowledged. */
  read(most: number): Promise<SpooledRecords>;
  /** Forgets what was read last. */
  acknowledge(): Promise<void>;
  /** @returns whether nothing is left of it */
  close(): Promise<boolean>;
}
