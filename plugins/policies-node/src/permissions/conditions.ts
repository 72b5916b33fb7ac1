import { createConditionExports } from '@backstage/plugin-permission-node';
import { policyChangeResourceRef, policySetResourceRef } from './resources';
import {
  isChangeAuthor,
  isChangeReviewer,
  isChangeSetOwner,
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

/** Conditions about policy sets, for permission policies. */
export const policySetConditions = ofSets.conditions;
/** A decision that depends on the policy set. */
export const createPolicySetDecision = ofSets.createConditionalDecision;
/** Conditions about changes, for permission policies. */
export const policyChangeConditions = ofChanges.conditions;
/** A decision that depends on the change. */
export const createPolicyChangeDecision = ofChanges.createConditionalDecision;
