import { EngineDecision } from '@internal/plugin-policies-node';
import { Rule } from '../files/readRules';
import { Edition } from '../edition/editionOf';
import { problemsOf, RuleOutput, rulesThatHold } from '../edition/outputs';
import { showsPrincipal } from '../edition/presence';
import { CheckResource } from './checkRequest';

/** One of `results` of an answer, as far as it is believed before it is checked. */
export interface CheckEntry {
  resource?: { id?: unknown; kind?: unknown; policyVersion?: unknown };
  actions?: Record<string, unknown>;
  meta?: { actions?: Record<string, { matchedPolicy?: unknown }> };
  outputs?: RuleOutput[];
  validationErrors?: Array<{ path?: unknown; message?: unknown }>;
}

/** A decision, with the rules that made it. */
export interface CheckedEntry {
  decision: EngineDecision;
  rules: Rule[];
  /** Cerbos answered by other policies than those of the edition: it does not hold it, or not yet. */
  isMissing?: boolean;
}

/**
 * Reads the answer to one resource and action. It counts only when it is about what was asked and
 * comes from this edition; an allow moreover needs a rule of this edition that allows.
 */
export function readCheckEntry(
  engine: string,
  edition: Edition,
  principal: string,
  asked: CheckResource,
  entry: CheckEntry | undefined,
  durationUs: number,
): CheckedEntry {
  const plain = (decision: EngineDecision): CheckedEntry => ({
    decision,
    rules: [],
  });
  const fault = (problem: string) =>
    plain({
      outcome: 'error',
      fault: 'engine',
      message: `engine '${engine}' ${problem}`,
      durationUs,
    });
  const [action] = asked.actions;
  const { id, kind } = asked.resource;
  const effect = own(entry?.actions, action);
  const matched = own(entry?.meta?.actions, action)?.matchedPolicy;
  if (
    !entry ||
    entry.resource?.id !== id ||
    entry.resource.kind !== kind ||
    entry.resource.policyVersion !== edition.version ||
    (effect !== 'EFFECT_ALLOW' && effect !== 'EFFECT_DENY')
  ) {
    return fault(
      'answered something else than was asked; see the log of its server',
    );
  }
  const missing = () => missingEntry(engine, edition, durationUs);
  const ofEdition =
    typeof matched === 'string' &&
    matched.split('/')[0].endsWith(`.v${edition.version}`);
  const allowed = effect === 'EFFECT_ALLOW';
  const outputs = entry.outputs ?? [];
  const byPrincipal = ofEdition && `${matched}`.startsWith('principal.');
  if (!byPrincipal && !showsPrincipal(edition, principal, outputs)) {
    return missing();
  }
  if (!ofEdition) {
    return !allowed && !edition.kinds.has(kind)
      ? plain({ outcome: 'deny', policies: [], durationUs })
      : missing();
  }
  const holding = rulesThatHold(edition, outputs).filter(
    rule => rule.allows === allowed,
  );
  const problems = problemsOf(edition, outputs);
  const unsure = problems.find(({ rule }) => !rule?.allows);
  if (allowed && !holding.length) {
    return fault(
      `allows by no rule of revision '${edition.revision}': what it holds was changed; repair it on the engine's page`,
    );
  }
  const errors = problems.map(({ rule, message }) => ({
    policy: rule?.policy,
    message,
  }));
  if (allowed && unsure) {
    return plain({
      outcome: 'error',
      fault: 'request',
      message: `it would be allowed, but '${
        unsure.rule?.policy ?? 'a rule'
      }' may deny it: ${
        unsure.message
      }; send the attributes it reads, with the types it expects`,
      errors,
      durationUs,
    });
  }
  return {
    decision: {
      outcome: allowed ? 'allow' : 'deny',
      policies: [...new Set(holding.map(({ policy }) => policy))],
      durationUs,
      ...(!holding.length && errorsOf(entry, errors)),
    },
    rules: holding,
  };
}

/** Where Cerbos answered without all policies of the edition. */
export function missingEntry(
  engine: string,
  { revision }: Edition,
  durationUs: number,
): CheckedEntry {
  return {
    decision: {
      outcome: 'error',
      fault: 'engine',
      message: `engine '${engine}' does not hold revision '${revision}' (any more); it is put there again when it is missing, else repair it on the engine's page`,
      durationUs,
    },
    rules: [],
    isMissing: true,
  };
}

/** Beside a deny by no rule; a server that enforces schemas denies for attributes that fit none. */
function errorsOf(
  { validationErrors = [] }: CheckEntry,
  problems: Array<{ policy?: string; message: string }>,
) {
  const errors = [
    ...problems,
    ...validationErrors.map(({ path, message }) => ({
      message: `attribute '${path}' does not fit its schema: ${message}`,
    })),
  ];
  return errors.length > 0 && { errors };
}

function own<T>(values: Record<string, T> | undefined, key: string) {
  return values && Object.hasOwn(values, key) ? values[key] : undefined;
}
