import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_POLICY_CHANGE,
  RESOURCE_TYPE_POLICY_JOURNEY,
  RESOURCE_TYPE_POLICY_SET,
} from '@internal/plugin-policies-common';
import {
  PolicyChangeFilter,
  PolicyJourneyFilter,
  PolicySetFilter,
} from './ResourceFilter';

/** A policy set, registered or proposed, as permission rules see it. */
export interface PolicySetResource {
  name: string;
  /** Entity references. */
  owner: string;
  domain: string;
}

/** A change as permission rules see it. */
export interface PolicyChangeResource {
  id: string;
  set: string;
  /** Entity references: the owner is that of the registered set, or the proposed one of a new set. */
  owner: string;
  domain: string;
  author: string;
  /** Groups that have to approve. */
  reviewers: string[];
}

/** A journey as permission rules see it; all are entity references. */
export interface PolicyJourneyResource {
  id: string;
  creator: string;
  /** Whom the creator invited. */
  people: string[];
  /** The group that owns the set it brought; absent until that is published. */
  owner?: string;
  /** As it was answered; absent while it was not. */
  domain?: string;
}

/** Rules of this resource are about one policy set. */
export const policySetResourceRef = createPermissionResourceRef<
  PolicySetResource,
  PolicySetFilter
>().with({ pluginId: 'policies', resourceType: RESOURCE_TYPE_POLICY_SET });

/** Rules of this resource are about one change. */
export const policyChangeResourceRef = createPermissionResourceRef<
  PolicyChangeResource,
  PolicyChangeFilter
>().with({ pluginId: 'policies', resourceType: RESOURCE_TYPE_POLICY_CHANGE });

/** Rules of this resource are about one journey. */
export const policyJourneyResourceRef = createPermissionResourceRef<
  PolicyJourneyResource,
  PolicyJourneyFilter
>().with({ pluginId: 'policies', resourceType: RESOURCE_TYPE_POLICY_JOURNEY });
