import { decisionReadPermission } from '@internal/plugin-policies-common';
import { DecisionReaders, notAllowed } from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';
import { DecisionReader, ReadDecisionsOptions } from './DecisionReader';

/** Tells of the sets alone whose decisions somebody may read. */
export class AuthorizedDecisionReader implements DecisionReader {
  constructor(
    private readonly reader: DecisionReader,
    private readonly readers: DecisionReaders,
  ) {}

  async listDecisions(query: ListQuery, options: ReadDecisionsOptions) {
    const sets = await this.readers.readableBy(options.credentials);
    if (sets === 'none') {
      throw notAllowed(decisionReadPermission);
    }
    return this.reader.listDecisions(query, {
      ...options,
      sets: sets === 'all' ? options.sets : sets,
    });
  }
}
