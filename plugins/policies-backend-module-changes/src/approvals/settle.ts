import {
  ApprovalRequirement,
  ChangeReview,
  ChangeState,
} from '@internal/plugin-policies-common';
import { StoredChange, StoredReview } from '../ChangeStore';

/** What a verdict has to be about to count. */
type Proposed = Pick<StoredChange, 'push' | 'base' | 'revision'>;

/** Verdicts as people see them. */
export function toReviews(
  reviews: StoredReview[],
  proposed: Proposed,
): ChangeReview[] {
  return reviews.map(({ groups: _, ...review }) =>
    isAbout(review, proposed)
      ? { ...review, dropped: false }
      : { ...review, dropped: true, droppedBecause: whyDropped(review) },
  );
}

function isAbout(
  review: Pick<StoredReview, 'push' | 'base' | 'revision'>,
  { push, base, revision }: Proposed,
): boolean {
  return (
    review.push === push && review.base === base && review.revision === revision
  );
}

function whyDropped({
  push,
  verdict,
}: Pick<StoredReview, 'push' | 'verdict'>): string {
  const again = `${verdict} again what is proposed now.`;
  return push === undefined
    ? `It was given before reviews named the push they are about, so it does not count any more: ${again}`
    : `It is about push ${push}, and there is a later one: ${again}`;
}

/**
 * What follows from the verdicts about a change: which requirements are met, and its state. Only verdicts
 * about the last push count (the same files on another base are another push), and none of its authors';
 * the last of each person holds.
 */
export function settle(
  change: Pick<StoredChange, 'state'> & Proposed,
  requirements: ApprovalRequirement[],
  reviews: StoredReview[],
  authors: string[],
  /** Whether it is known yet who has to approve. */
  complete: boolean,
): { state: ChangeState; requirements: ApprovalRequirement[] } {
  const counting = new Map<string, StoredReview>();
  for (const review of reviews) {
    if (isAbout(review, change) && !authors.includes(review.author)) {
      counting.set(review.author, review);
    }
  }
  const verdicts = [...counting.values()];
  const approvers = approversOf(
    requirements,
    verdicts.filter(({ verdict }) => verdict === 'approve'),
  );
  const met = requirements.map((known): ApprovalRequirement => {
    const { approvedBy: _, ...requirement } = known;
    const approvedBy = approvers.get(known);
    return approvedBy ? { ...requirement, approvedBy } : requirement;
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

/** Who meets which requirement; whoever approves for the owners is not the second person that one asks for. */
function approversOf(
  requirements: ApprovalRequirement[],
  approvals: StoredReview[],
): Map<ApprovalRequirement, string> {
  const found = new Map<ApprovalRequirement, string>();
  const seconds = requirements.filter(({ second }) => second);
  const couldBeSecond = ({ groups }: StoredReview) =>
    seconds.some(({ group }) => groups.includes(group));
  // Rather those who cannot be the second person, and rather one than several.
  const ofOwners = new Set<string>();
  const rank = (review: StoredReview) =>
    ofOwners.has(review.author) ? 0 : 1 + Number(couldBeSecond(review));
  for (const requirement of requirements.filter(({ second }) => !second)) {
    const may = approvals.filter(({ groups }) =>
      groups.includes(requirement.group),
    );
    const isOfOwner = ['owner', 'fallback'].includes(requirement.reason);
    const [by] = isOfOwner ? may.sort((a, b) => rank(a) - rank(b)) : may;
    if (by) {
      found.set(requirement, by.author);
      if (isOfOwner) {
        ofOwners.add(by.author);
      }
    }
  }
  for (const requirement of seconds) {
    const by = approvals.find(
      ({ author, groups }) =>
        groups.includes(requirement.group) && !ofOwners.has(author),
    );
    if (by) {
      found.set(requirement, by.author);
    }
  }
  return found;
}
