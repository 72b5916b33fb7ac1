import { EngineDecision } from '@internal/plugin-policies-node';
import { Answered } from '../decide/CheckDecider';
import { ActionPolicy } from '../files/readActions';
import { SetFiles } from '../files/readSetFiles';
import { statementOf } from '../files/statementsOf';
import { FgaServer, ModelPlace } from '../server/FgaServer';
import { NearMisses } from './NearMisses';
import { traceRelation } from './traceRelation';

/** Adds to a decision which relations made it, which could have, and how OpenFGA came to them. */
export async function explainDecision(
  { decision, question, results }: Answered,
  options: {
    set: SetFiles;
    server: FgaServer;
    place: ModelPlace;
    checksPerCall: number;
  },
): Promise<EngineDecision> {
  if (decision.outcome === 'error' || !question) {
    return decision;
  }
  const { set } = options;
  const [type] = question.object.split(':');
  const effect = decision.outcome === 'allow' ? 'permit' : 'forbid';
  const trace: string[] = [];
  for (const relation of new Set(
    question.policies.map(policy => policy.relation),
  )) {
    trace.push(...(await traceRelation(question, relation, options)));
  }
  const nearMisses = new NearMisses(options);
  const notApplied = [];
  for (const [index, policy] of question.policies.entries()) {
    if (policy.effect === 'permit' && results[index].state === 'fails') {
      notApplied.push({
        ...statementOf(policy, type, set),
        failedClauses: [
          ...(await nearMisses.of(question, policy.relation)),
          failedDefinition(policy, type, set),
        ],
      });
    }
  }
  return {
    ...decision,
    explanation: {
      determining: question.policies
        .filter(
          (policy, index) =>
            policy.effect === effect && results[index].state === 'holds',
        )
        .map(policy => statementOf(policy, type, set)),
      notApplied,
      trace,
    },
  };
}

/**
 * The definition of a relation that does not hold. Which part of it is to blame OpenFGA tells of
 * conditions only; values that others saw would name what holds.
 */
function failedDefinition(
  { relation }: ActionPolicy,
  type: string,
  { model }: SetFiles,
) {
  return {
    text: model.definition(type, relation)?.text ?? `define ${relation}`,
    values: [],
  };
}
