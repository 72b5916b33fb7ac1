import { CheckedChange, Company } from '@internal/plugin-policies-node';
import { EntityGuard } from '../brought/EntityGuard';

/** Groups and owners as approvals need them. */
export type Directory = Pick<Company, 'membersOf' | 'ownerOf'>;

/** The directory as one change sees it: with the people of the group that it brings. */
export function directoryFor(
  change: CheckedChange,
  directory: Directory,
  guard: EntityGuard,
): Directory {
  return {
    membersOf: async group =>
      (await directory.membersOf(group)) ?? guard.membersOfNew(group, change),
    ownerOf: component => directory.ownerOf(component),
  };
}
