import { decisionReadPermission } from '@internal/plugin-policies-common';
import {
  DecisionLog,
  DecisionReaders,
  missingPermission,
} from '@internal/plugin-policies-node';
import { DecisionReader } from './DecisionReader';

/** Reads the log of the sets whose decisions somebody may read. */
export class AuthorizedDecisionReader implements DecisionReader {
  constructor(
    private readonly log: DecisionLog,
    private readonly readers: DecisionReaders,
  ) {}

  async listDecisions(
    { set, cursor, limit }: Parameters<DecisionReader['listDecisions']>[0],
    { credentials }: Parameters<DecisionReader['listDecisions']>[1],
  ) {
    const readable = await this.readers.readableBy(credentials);
    if (readable === 'none') {
      throw missingPermission(decisionReadPermission);
    }
    const named = set === undefined ? undefined : [set];
    const sets =
      readable === 'all'
        ? named
        : named?.filter(name => readable.includes(name)) ?? readable;
    return this.log.query({ sets }, { cursor, limit });
  }
}
