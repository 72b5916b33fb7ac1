import { EngineDecision } from '@internal/plugin-policies-node';
import { Answered } from '../decide/CheckDecider';
import { Question } from '../decide/questionOf';
import { ActionPolicy } from '../files/readActions';
import { SetFiles } from '../files/readSetFiles';
import { statementOf } from '../files/statementsOf';
import { FgaServer, ModelPlace } from '../server/FgaServer';
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
  return {
    ...decision,
    explanation: {
      determining: question.policies
        .filter(
          (policy, index) =>
            policy.effect === effect && results[index].state === 'holds',
        )
        .map(policy => statementOf(policy, type, set)),
      notApplied: question.policies
        .filter(
          (policy, index) =>
            policy.effect === 'permit' && results[index].state === 'fails',
        )
        .map(policy => ({
          ...statementOf(policy, type, set),
          failedClauses: [failedClause(policy, type, question, set)],
        })),
      trace,
    },
  };
}

/** The definition of the relation, with what the request gives to its conditions. */
function failedClause(
  { relation }: ActionPolicy,
  type: string,
  { context }: Question,
  { model }: SetFiles,
) {
  const read = [...model.reach(type, relation).conditions].flatMap(condition =>
    Object.keys(model.parameters(condition)),
  );
  return {
    text: model.definition(type, relation)?.text ?? `define ${relation}`,
    values: [...new Set(read)]
      .filter(name => Object.hasOwn(context, name))
      .map(name => ({ path: name, value: context[name] })),
  };
}
