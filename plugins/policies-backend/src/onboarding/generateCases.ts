import {
  EvaluationRequest,
  PolicyCase,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '@internal/plugin-policies-node';
import { evaluateGuarded } from '../engines/evaluateGuarded';

const MAX_CASES = 24;
/** Stored entities of a type that are asked about. */
const EACH = 2;

/**
 * Asks the engine who may do what with the entities that a set stores, an action after the other, and
 * writes the answers down as cases, for people to read and correct. What cannot be decided, as for want
 * of an attribute, is left out.
 */
export async function generateCases(
  compiled: CompiledSet,
  vocabulary: RequestVocabulary,
): Promise<PolicyCase[]> {
  const requests = requestsOf(vocabulary);
  const decisions = await evaluateGuarded(compiled, requests);
  return requests
    .flatMap((request, index) => {
      const decision = decisions[index];
      return decision.outcome === 'error' ? [] : [caseOf(request, decision)];
    })
    .slice(0, MAX_CASES);
}

function requestsOf(vocabulary: RequestVocabulary): EvaluationRequest[] {
  const idsOf = (type: string) => {
    const known =
      vocabulary.entityTypes.find(entity => entity.type === type)?.knownIds ??
      [];
    return known.length ? known.slice(0, EACH) : ['example'];
  };
  return vocabulary.actions.flatMap(action =>
    action.subjectTypes.flatMap(subjectType =>
      action.resourceTypes.flatMap(resourceType =>
        idsOf(subjectType).flatMap(subject =>
          idsOf(resourceType).map(resource => ({
            subject: { type: subjectType, id: subject },
            action: { name: action.name },
            resource: { type: resourceType, id: resource },
          })),
        ),
      ),
    ),
  );
}

function caseOf(
  request: EvaluationRequest,
  decision: Exclude<EngineDecision, { outcome: 'error' }>,
): PolicyCase {
  const { subject, action, resource } = request;
  const allowed = decision.outcome === 'allow';
  return {
    name: `${subject.id} ${allowed ? 'may' : 'may not'} ${action.name} ${
      resource.id
    }`,
    request,
    expect: {
      decision: allowed,
      ...(decision.policies.length ? { policies: decision.policies } : {}),
    },
  };
}
