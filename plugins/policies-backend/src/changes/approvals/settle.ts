import {
  ApprovalRequirement,
  ChangeReview,
  ChangeState,
} from '@internal/plugin-policies-common';
import { StoredChange, StoredReview } from '../ChangeStore';

/** Verdicts as people see them. */
export function toReviews(
  reviews: StoredReview[],
  revision: string,
): ChangeReview[] {
  return reviews.map(({ groups: _, ...review }) => ({
    ...review,
    dropped: review.revision !== revision,
  }));
}

/**
 * What follows from the verdicts about a change: which requirements are met, and its state. Only
 * verdicts about the proposed revision count, and none of its authors'; the last of each person holds.
 */
export function settle(
  change: Pick<StoredChange, 'state' | 'revision'>,
  requirements: ApprovalRequirement[],
  reviews: StoredReview[],
  authors: string[],
  /** Whether it is known yet who has to approve. */
  complete: boolean,
): { state: ChangeState; requirements: ApprovalRequirement[] } {
  const counting = new Map<string, StoredReview>();
  for (const review of reviews) {
    if (
      review.revision === change.revision &&
      !authors.includes(review.author)
    ) {
      counting.set(review.author, review);
    }
  }
  const verdicts = [...counting.values()];
  const met = requirements.map((known): ApprovalRequirement => {
    const { approvedBy: _, ...requirement } = known;
    const by = verdicts.find(
      ({ verdict, groups }) =>
        verdict === 'approve' && groups.includes(requirement.group),
    );
    return by ? { ...requirement, approvedBy: by.author } : requirement;
  });
  return { requirements: met, state: stateOf() };

  function stateOf(): ChangeState {
    if (!['in-review', 'approved', 'rejected'].includes(change.state)) {
      return change.state;
    }
    if (verdicts.some(({ verdict }) => verdict === 'reject')) {
      return 'rejected';
    }
    if (change.state === 'rejected') {
      return change.state;
    }
    return complete &&
      met.length > 0 &&
      met.every(({ approvedBy }) => approvedBy)
      ? 'approved'
      : 'in-review';
  }
}
