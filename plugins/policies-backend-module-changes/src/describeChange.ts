import {
  ChangeDetail,
  ChangeSummary,
  OPEN_CHANGE_STATES,
} from '@internal/plugin-policies-common';
import { RegisteredSets } from '@internal/plugin-policies-node';
import { toReviews } from './approvals/settle';
import { blocksOf } from './blocksOf';
import { ChangeStore, ListedChange, StoredChange } from './ChangeStore';
import { CheckList } from './checks/CheckList';
import { CheckStore } from './checks/CheckStore';
import { countChecks } from './checks/countChecks';
import { impactOf } from './checks/impactOf';
import { ShadowCounter } from './shadow/ShadowCounter';

/** A change with all that belongs to it, as somebody may see it who wrote no part of it. */
export async function describeChange(
  change: StoredChange,
  options: {
    store: ChangeStore;
    checks: Pick<CheckStore, 'list'>;
    checkList: CheckList;
    counter: ShadowCounter;
    liveSets: RegisteredSets;
  },
): Promise<ChangeDetail> {
  const { store, checkList, counter, liveSets } = options;
  const [checks, reviews, comments, pushes] = [
    await options.checks.list(change.id),
    await store.listReviews(change.id),
    await store.listComments(change.id),
    await store.listPushes(change.id),
  ];
  const active = liveSets.find(change.set);
  const open = OPEN_CHANGE_STATES.includes(change.state);
  const isSetRemoved = isRemoved(change, liveSets);
  const detail: Omit<ChangeDetail, 'blocks' | 'may'> = {
    ...summarizeChange(
      { ...change, checks: countChecks(checks.map(({ state }) => state)) },
      liveSets,
    ),
    version: change.version,
    push: change.push,
    activeRevision: active?.activeRevision,
    baseMoved: open && !isSetRemoved && active?.activeRevision !== change.base,
    checkResults: checkList.describe(checks).map(check => ({
      ...check,
      // House rules may require it since the push; what ended keeps what held it up.
      blocking: check.blocking || (open && checkList.isRequired(check.name)),
    })),
    requirements: change.requirements,
    reviews: toReviews(reviews, change),
    comments,
    pushes,
    impact: impactOf(checks),
    shadowReport: change.shadowSince
      ? {
          since: change.shadowSince,
          ...((await counter.get(change.id, change.push)) ?? {
            compared: 0,
            differed: 0,
            failed: 0,
            examples: [],
          }),
        }
      : undefined,
    replaced: change.replaced,
    publishedAt: change.publishedAt,
    publishedBy: change.publishedBy,
  };
  const blocks = open ? blocksOf(detail, checkList) : [];
  return {
    ...detail,
    blocks,
    may: {
      edit: open,
      review: open && change.state !== 'draft',
      publish: open && change.state !== 'draft',
      shadow: open && change.state !== 'draft' && change.base !== undefined,
      rollBack:
        change.state === 'published' &&
        change.replaced !== undefined &&
        active?.activeRevision === change.revision,
    },
  };
}

/** A change as lists show it. */
export function summarizeChange(
  change: ListedChange,
  liveSets: RegisteredSets,
): ChangeSummary {
  const { requirements, shadowSince } = change;
  return {
    id: change.id,
    set: change.set,
    setTitle: change.setTitle,
    title: change.title,
    description: change.description,
    state: change.state,
    origin: change.origin,
    author: change.author,
    domain: change.domain,
    owner: change.owner,
    createdAt: change.createdAt,
    updatedAt: change.updatedAt,
    base: change.base,
    revision: change.revision,
    checks: change.checks,
    approvals: {
      given: requirements.filter(({ approvedBy }) => approvedBy).length,
      needed: requirements.length,
    },
    waitsFor:
      change.state === 'in-review'
        ? requirements
            .filter(({ approvedBy }) => !approvedBy)
            .map(({ group }) => group)
        : [],
    shadow:
      shadowSince !== undefined && OPEN_CHANGE_STATES.includes(change.state),
    setRemoved: isRemoved(change, liveSets),
  };
}

/** Whether an open change is left without the set that it changes. */
export function isRemoved(
  { set, base, state }: StoredChange,
  liveSets: RegisteredSets,
): boolean {
  return (
    OPEN_CHANGE_STATES.includes(state) &&
    base !== undefined &&
    !liveSets.find(set)
  );
}
