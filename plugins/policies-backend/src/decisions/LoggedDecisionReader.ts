import { DecisionLog } from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';
import { DecisionReader, ReadDecisionsOptions } from './DecisionReader';

/** {@link DecisionReader} of the decision log. */
export class LoggedDecisionReader implements DecisionReader {
  constructor(private readonly log: DecisionLog) {}

  async listDecisions(
    { set, cursor, limit }: ListQuery,
    { sets }: ReadDecisionsOptions,
  ) {
    const wanted =
      set === undefined
        ? sets
        : [set].filter(name => sets?.includes(name) ?? true);
    return this.log.query({ sets: wanted }, { cursor, limit });
  }
}
