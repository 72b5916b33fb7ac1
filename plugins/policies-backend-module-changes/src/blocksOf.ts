import { ChangeBlock, ChangeDetail } from '@internal/plugin-policies-common';
import { CheckList } from './checks/CheckList';

/** What stands between an open change and its publication, each with the way on. */
export function blocksOf(
  change: Omit<ChangeDetail, 'blocks' | 'may'>,
  checkList: Pick<CheckList, 'find' | 'listUnqueued'>,
): ChangeBlock[] {
  const blocks: ChangeBlock[] = [];
  if (change.state === 'rejected') {
    blocks.push({
      reason: 'rejected',
      message: 'It was rejected.',
      help: 'Push a new version to take it up again.',
    });
  }
  if (change.state === 'withdrawn') {
    blocks.push({
      reason: 'withdrawn',
      message: 'It was withdrawn.',
      help: 'Push a new version to take it up again.',
    });
  }
  if (change.setRemoved) {
    blocks.push({
      reason: 'set-removed',
      message: `Policy set '${change.set}' was removed since this change was made.`,
      help: 'Withdraw it; or bring the set back, and it can go on.',
    });
  }
  if (change.baseMoved) {
    blocks.push({
      reason: 'base-moved',
      message: change.base
        ? 'Another revision became active since it was made.'
        : `A policy set '${change.set}' came into being since it was made.`,
      help: 'Rebase it on the active revision.',
    });
  }
  const unfinished = change.checkResults.filter(
    ({ state }) => state === 'queued' || state === 'running',
  );
  if (unfinished.length) {
    blocks.push({
      reason: 'checks-pending',
      message: `${counted(unfinished.length, 'check')} not finished.`,
      help: 'They run by themselves.',
    });
  }
  const failed = change.checkResults.filter(
    ({ state, blocking }) =>
      blocking && ['failed', 'error', 'cancelled'].includes(state),
  );
  if (failed.length) {
    blocks.push({
      reason: 'checks-failed',
      message: `${failed
        .map(({ name }) => `'${name}'`)
        .join(' and ')} did not pass.`,
      help:
        failed.length === 1
          ? 'Fix what it reports and push again, or run it again.'
          : 'Fix what they report and push again, or run them again.',
    });
  }
  for (const name of checkList.listUnqueued(change.checkResults)) {
    blocks.push({
      reason: 'checks-failed',
      message: `'${name}' is required and was not run.`,
      help: checkList.find(name)
        ? 'Run the checks again.'
        : `Ask the people who run the portal to add the feature it belongs to, or to take it out of 'policies.changes.houseRules.checks'.`,
    });
  }
  const open = change.requirements.filter(({ approvedBy }) => !approvedBy);
  const hopeless = open.flatMap(({ problem }) => problem ?? []);
  if (hopeless.length && change.state !== 'draft') {
    blocks.push({
      reason: 'nobody-can-approve',
      message: hopeless.join(' '),
      help: `Add somebody to the group in the catalog and run a check again, or name a group that stands in, in 'policies.changes.approvals.fallback'.`,
    });
  }
  const missing = open.filter(({ problem }) => !problem);
  if (change.state === 'draft') {
    blocks.push({
      reason: 'approvals-missing',
      message: 'It is a draft.',
      help: 'Ask for review when it is ready.',
    });
  } else if (missing.length) {
    blocks.push({
      reason: 'approvals-missing',
      message: `It waits for ${missing
        .map(({ group }) => `'${group.slice(group.lastIndexOf('/') + 1)}'`)
        .join(' and ')}.`,
      help: `${
        missing.length === 1
          ? 'One of its members has'
          : 'One member of each has'
      } to approve.`,
    });
  }
  return blocks;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} is` : `${count} ${noun}s are`;
}
