import { LoggerService } from '@backstage/backend-plugin-api';
import {
  DecisionArchive,
  DecisionBatch,
  IngestedDecision,
  Tally,
} from '@internal/plugin-policies-node';
import { SpoolRecord } from './spool/frames';

/** Stores records of a spool, and leaves out alone what can never be stored. */
export class BatchWriter {
  constructor(
    private readonly options: {
      archive: Pick<DecisionArchive, 'add'>;
      logger: LoggerService;
      /** Told of decisions that get no entry. */
      onLeftOut(decisions: number): void;
    },
  ) {}

  /** @throws when the archive cannot store anything now */
  async write(records: SpoolRecord[]): Promise<void> {
    const { archive, logger } = this.options;
    const batch = toBatch(records);
    try {
      await archive.add(batch);
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'InputError') {
        throw error;
      }
      if (records.length > 1) {
        const middle = records.length >> 1;
        await this.write(records.slice(0, middle));
        await this.write(records.slice(middle));
        return;
      }
      logger.warn(`a decision cannot be stored and is left out: ${message}`);
      for (const decision of batch.decisions) {
        await this.countAlone(decision);
      }
    }
  }

  private async countAlone(decision: IngestedDecision): Promise<void> {
    const { archive, logger, onLeftOut } = this.options;
    const tally = new Tally();
    tally.add(decision, decision.decision ? 'allow' : 'deny');
    const counts = [...tally.take().values()];
    onLeftOut(1);
    try {
      await archive.add({
        decisions: [],
        counts: [{ id: decision.id, counts }],
      });
    } catch (error) {
      if ((error as Error).name !== 'InputError') {
        throw error;
      }
      logger.warn(`a decision cannot be counted: ${(error as Error).message}`);
    }
  }
}

function toBatch(records: SpoolRecord[]): DecisionBatch {
  const batch: DecisionBatch = { decisions: [], counts: [] };
  for (const { kind, text } of records) {
    if (kind === 'decision') {
      batch.decisions.push(JSON.parse(text));
    } else {
      batch.counts.push(JSON.parse(text));
    }
  }
  return batch;
}
