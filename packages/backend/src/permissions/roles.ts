import { Permission } from '@backstage/plugin-permission-common';
import {
  changeProposePermission,
  changeReadPermission,
  decisionEvaluatePermission,
  decisionSearchPermission,
  journeyCreatePermission,
  journeyReadPermission,
  playgroundUsePermission,
} from '@internal/plugin-policies-common';

/**
 * What everybody who is signed in may do, of all that the plugins of the portal ask for, beside seeing the
 * policy sets and entities that are not confidential. Notifications,
 * settings of one's own and signals take no permission: their plugins show people their own only. Search
 * shows what these permissions let one read.
 *
 * Nothing else is granted but to platform admins and to those whom `PortalPermissionPolicy` grants it by
 * a rule: above all nobody else refreshes, registers or deletes entities and locations of the catalog,
 * which says who is in which group.
 */
export const EVERYBODY: readonly Permission[] = [
  decisionEvaluatePermission,
  decisionSearchPermission,
  playgroundUsePermission,
  changeReadPermission,
  changeProposePermission,
  journeyReadPermission,
  journeyCreatePermission,
];
