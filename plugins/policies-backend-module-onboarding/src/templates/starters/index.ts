import { StarterTemplate } from '../StarterTemplate';
import { attributeBased } from './attributeBased';
import { breakGlass } from './breakGlass';
import { fourEyes } from './fourEyes';
import { jurisdictions } from './jurisdictions';
import { limits } from './limits';
import { relationshipBased } from './relationshipBased';
import { roleBased } from './roleBased';
import { serviceToService } from './serviceToService';
import { tenantIsolation } from './tenantIsolation';
import { timeWindows } from './timeWindows';

/** Starters that come with the portal, in the order they are offered. */
export const starters: StarterTemplate[] = [
  roleBased,
  attributeBased,
  relationshipBased,
  fourEyes,
  limits,
  jurisdictions,
  breakGlass,
  tenantIsolation,
  timeWindows,
  serviceToService,
];
