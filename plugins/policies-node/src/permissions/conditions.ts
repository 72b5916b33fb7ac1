import { createConditionExports } from '@backstage/plugin-permission-node';
import {
  policyChangeResourceRef,
  policyJourneyResourceRef,
  policySetResourceRef,
} from './resources';
import * as changeRules from './rules/changeRules';
import * as journeyRules from './rules/journeyRules';
import * as setRules from './rules/setRules';

/** Rules about policy sets. */
export const policySetRules = Object.values(setRules);
/** Rules about changes. */
export const policyChangeRules = Object.values(changeRules);
/** Rules about journeys. */
export const policyJourneyRules = Object.values(journeyRules);

const ofSets = createConditionExports({
  resourceRef: policySetResourceRef,
  rules: setRules,
});
const ofChanges = createConditionExports({
  resourceRef: policyChangeResourceRef,
  rules: changeRules,
});
const ofJourneys = createConditionExports({
  resourceRef: policyJourneyResourceRef,
  rules: journeyRules,
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
