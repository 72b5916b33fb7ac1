/**
 * `draft`: being written; `in-review`: waits for checks and approvals; `approved`: may be published;
 * `rejected` by a reviewer or `withdrawn` by its author, each goes on with a push; the others are ends.
 * `rolled-back` was published and then replaced by
 * an earlier revision.
 */
export const CHANGE_STATES = [
  'draft',
  'in-review',
  'approved',
  'published',
  'rejected',
  'withdrawn',
  'rolled-back',
] as const;

export type ChangeState = (typeof CHANGE_STATES)[number];

/** States in which a change can go on; a rejected or withdrawn one is taken up again by a push. */
export const OPEN_CHANGE_STATES: readonly ChangeState[] = [
  'draft',
  'in-review',
  'approved',
  'rejected',
  'withdrawn',
];

/** Signal on channel `policies:changes` whenever a change or one of its checks moved. */
export interface ChangeSignal {
  change: string;
  set: string;
}

export const CHANGES_SIGNAL_CHANNEL = 'policies:changes';
