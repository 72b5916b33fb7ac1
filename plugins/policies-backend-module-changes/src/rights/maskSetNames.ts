import { ChangeDetail } from '@internal/plugin-policies-common';
import { ReadableSets } from '@internal/plugin-policies-node';

/** A change whose checks name no set that may not be read, such as the one that decides a type already. */
export function maskSetNames(
  change: ChangeDetail,
  sets: ReadableSets,
): ChangeDetail {
  if (sets.scope === 'all') {
    return change;
  }
  return {
    ...change,
    checkResults: change.checkResults.map(check => ({
      ...check,
      summary: check.summary && sets.maskNames(check.summary),
      log: check.log.map(line => sets.maskNames(line)),
    })),
    blocks: change.blocks.map(block => ({
      ...block,
      message: sets.maskNames(block.message),
    })),
  };
}
