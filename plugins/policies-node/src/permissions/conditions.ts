import { createConditionExports } from '@backstage/plugin-permission-node';
import {
  policyChangeResourceRef,
  policyJourneyResourceRef,
  policySetResourceRef,
} from './resources';
import {
  isChangeAuthor,
  isChangeReviewer,
  isChangeSetOwner,
  isJourneyCreator,
  isJourneyInvited,
  isJourneyOwner,
  isSetOwner,
} from './rules';

const ofSets = createConditionExports({
  resourceRef: policySetResourceRef,
  rules: { isSetOwner },
});
const ofChanges = createConditionExports({
  resourceRef: policyChangeResourceRef,
  rules: { isChangeSetOwner, isChangeAuthor, isChangeReviewer },
});
const ofJourneys = createConditionExports({
  resourceRef: policyJourneyResourceRef,
  rules: { isJourneyCreator, isJourneyInvited, isJourneyOwner },
});

/** Conditions about policy sets, for permission policies. */
export const policySetConditions = ofSets.conditions;
/** A decision that depends on the policy set. */
export const createPolicySetDecision = ofSets.createConditionalDecision;
/** Conditions about changes, for permission policies. */
export const policyChangeConditions = ofChanges.conditions;
/** A decision that depends on the change. */
export const createPolicyChangeDecision = ofChanges.createConditionalDecision;
/** Conditions about journeys, for permission policies. */
export const policyJourneyConditions = ofJourneys.conditions;
/** A decision that depends on the journey. */
export const createPolicyJourneyDecision = ofJourneys.createConditionalDecision;
