import { DeterminingPolicy } from '@internal/plugin-policies-common';
import { ActionPolicy } from './readActions';
import { MODEL_FILE } from './readModel';
import { SetFiles } from './readSetFiles';

/** A policy as it stands in the model for a type. */
export function statementOf(
  { policy, title, effect, relation }: ActionPolicy,
  type: string,
  { model }: Pick<SetFiles, 'model'>,
): DeterminingPolicy {
  return {
    policy,
    title,
    effect,
    file: MODEL_FILE,
    range: model.definition(type, relation)?.range,
  };
}

/** Relations of the model that stand for policies: one for each policy, type and relation. */
export function statementsOf(
  set: Pick<SetFiles, 'actions' | 'model'>,
): DeterminingPolicy[] {
  const statements = new Map<string, DeterminingPolicy>();
  for (const policies of set.actions.byName.values()) {
    for (const policy of policies) {
      for (const type of set.model.types) {
        if (set.model.has(type, policy.relation)) {
          statements.set(
            JSON.stringify([
              policy.policy,
              policy.effect,
              type,
              policy.relation,
            ]),
            statementOf(policy, type, set),
          );
        }
      }
    }
  }
  return [...statements.values()];
}
