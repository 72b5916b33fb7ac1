import {
  countOutcomes,
  DecisionLogReader,
} from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';
import { DecisionReader, ReadDecisionsOptions } from './DecisionReader';

/** {@link DecisionReader} of the decision log. */
export class LoggedDecisionReader implements DecisionReader {
  constructor(private readonly log: DecisionLogReader) {}

  async listDecisions(
    { set, cursor, limit }: ListQuery,
    { sets }: ReadDecisionsOptions,
  ) {
    const wanted =
      set === undefined
        ? sets
        : [set].filter(name => sets?.includes(name) ?? true);
    const [page, { leftOut }] = await Promise.all([
      this.log.query({ sets: wanted }, { cursor, limit }),
      countOutcomes(this.log, { sets: wanted }),
    ]);
    return { ...page, leftOut };
  }
}
