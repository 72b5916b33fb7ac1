import { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';

/** What a rule asks of a resource: that one of what it has under a key is among the values. */
export interface ResourceFilter<TKey extends string> {
  key: TKey;
  values: string[];
}

/** What a rule asks of a policy set. */
export type PolicySetFilter = ResourceFilter<'name' | 'owner' | 'domain'>;

/** What a rule asks of a change; `reviewer` is a group that has to approve, or one of its people. */
export type PolicyChangeFilter = ResourceFilter<
  'set' | 'owner' | 'domain' | 'author' | 'reviewer'
>;

/** What a rule asks of a journey. */
export type PolicyJourneyFilter = ResourceFilter<
  'owner' | 'domain' | 'creator' | 'invited'
>;

/** Says the same of other things, such as of the columns of a table. */
export function mapCriteria<TFrom, TTo>(
  criteria: PermissionCriteria<TFrom>,
  map: (leaf: TFrom) => PermissionCriteria<TTo>,
): PermissionCriteria<TTo> {
  if (isAndCriteria(criteria)) {
    const [first, ...rest] = criteria.allOf;
    return {
      allOf: [
        mapCriteria(first, map),
        ...rest.map(child => mapCriteria(child, map)),
      ],
    };
  }
  if (isOrCriteria(criteria)) {
    const [first, ...rest] = criteria.anyOf;
    return {
      anyOf: [
        mapCriteria(first, map),
        ...rest.map(child => mapCriteria(child, map)),
      ],
    };
  }
  if (isNotCriteria(criteria)) {
    return { not: mapCriteria(criteria.not, map) };
  }
  return map(criteria as TFrom);
}

/** Whether criteria hold, by what each leaf of them comes to. */
export function meetsCriteria<TLeaf>(
  criteria: PermissionCriteria<TLeaf>,
  holds: (leaf: TLeaf) => boolean,
): boolean {
  if (isAndCriteria(criteria)) {
    return criteria.allOf.every(child => meetsCriteria(child, holds));
  }
  if (isOrCriteria(criteria)) {
    return criteria.anyOf.some(child => meetsCriteria(child, holds));
  }
  if (isNotCriteria(criteria)) {
    return !meetsCriteria(criteria.not, holds);
  }
  return holds(criteria as TLeaf);
}
