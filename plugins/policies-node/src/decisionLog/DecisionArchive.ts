import { DecisionLogReader } from './DecisionLogReader';
import { DecisionBatch, SetChoice } from './types';

/** Where a decision log stores what it took, and reads it. */
export interface DecisionArchive extends DecisionLogReader {
  /**
   * Stores and counts decisions, each once, however often and from however many it is sent: by its id and
   * its time, and counts by their id. All of a batch is stored, or none.
   *
   * @returns how many of its decisions were new
   * @throws InputError when some of it can never be stored; whatever else is thrown, it is sent again
   */
  add(batch: DecisionBatch): Promise<{ added: number }>;
  /**
   * Deletes entries and counts of whole hours that ended before this, so that both tell the same.
   *
   * @param sets - whose decisions; by default all
   */
  deleteBefore(time: Date, sets?: SetChoice): Promise<void>;
  /** Makes room ahead for what comes, where that is worth it; called at the beginning and every hour. */
  prepare?(): Promise<void>;
  /** Ends what it opened. */
  close?(): Promise<void>;
}
