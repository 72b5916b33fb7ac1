import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { Expr, PolicyJson, Schema } from '@cedar-policy/cedar-wasm/nodejs';
import {
  DeterminingPolicy,
  EvaluationRequest,
  NotAppliedPolicy,
} from '@internal/plugin-policies-common';
import { placeOf } from '@internal/plugin-policies-node/worker';
import { Statement } from '../compile/artifact';
import { readValues } from './readValues';
import { callOf, CedarRequest } from './cedarRequest';
import { Clause, satisfy } from './satisfy';

/*
 * Why a policy did not apply: its conditions are split at their top-level `&&`, each clause is made a
 * policy of its own, and all of them are evaluated in one call. A clause whose policy is not among
 * the determining ones did not hold (or could not be evaluated).
 *
 * That a permit would have allowed is said only when Cedar says so: asked with attributes for which the
 * clauses hold, by all statements, as a forbid may read them too; or, where no value can be told, by the
 * same statements with the clause held for true wherever it stands.
 */

/** Permits that are asked about again for one explanation. */
const MOST_PROOFS = 50;

/** A decision that is explained, and what it takes to ask again. */
export interface Explained {
  statements: Statement[];
  schema?: Schema;
  given: EvaluationRequest;
  request: CedarRequest;
  outcome: 'allow' | 'deny';
  /** Ids of the statements that determined it. */
  satisfied: string[];
  /** Ids of the statements that could not be evaluated. */
  errored: string[];
  /** @returns the policies that allow another request, none where it is not allowed */
  allowedBy(request: EvaluationRequest): string[];
}

/** Explains a decision by statements and clauses. */
export function explain(explained: Explained): {
  determining: DeterminingPolicy[];
  notApplied: NotAppliedPolicy[];
} {
  const { statements, request, outcome, satisfied, errored } = explained;
  const candidates = request.candidates.map(position => statements[position]);
  const notApplied: NotAppliedPolicy[] = [];
  let proofs = 0;
  for (const statement of candidates) {
    if (satisfied.includes(statement.id) || errored.includes(statement.id)) {
      continue;
    }
    const failed = failedClauses(explained, statement);
    // A permit that held but was overruled by a forbid is no reason for the answer.
    if (failed.length) {
      const isOpen = outcome === 'deny' && statement.effect === 'permit';
      notApplied.push({
        ...placeOf(statement),
        failedClauses: failed.map(clause => toldOf(clause, request, statement)),
        ...(isOpen && {
          nearMiss:
            proofs++ < MOST_PROOFS &&
            wouldAllow(explained, statement, failed, candidates),
        }),
      });
    }
  }
  return {
    determining: candidates
      .filter(({ id }) => satisfied.includes(id))
      .map(placeOf),
    notApplied,
  };
}

function wouldAllow(
  { given, request, schema, allowedBy }: Explained,
  { id, text, policy }: Statement,
  failed: Clause[],
  candidates: Statement[],
): boolean {
  if (readConditions(text) === undefined) {
    return false;
  }
  const satisfying = satisfy(given, request, failed);
  if (satisfying) {
    return allowedBy(satisfying).includes(policy);
  }
  const staticPolicies: Record<string, string | PolicyJson> = {};
  for (const candidate of candidates) {
    staticPolicies[candidate.id] =
      heldForTrue(candidate.text, failed) ?? candidate.text;
  }
  const answer = cedar.isAuthorized({
    ...callOf(request),
    policies: { staticPolicies },
    schema,
  });
  return (
    answer.type === 'success' &&
    answer.response.decision === 'allow' &&
    !answer.response.diagnostics.errors.length &&
    answer.response.diagnostics.reason.includes(id)
  );
}

/** A statement in which clauses hold; undefined where it has none of them, or cannot be written. */
function heldForTrue(text: string, clauses: Clause[]): PolicyJson | undefined {
  const json = readConditions(text);
  if (!json) {
    return undefined;
  }
  const held = new Map(
    clauses.map(({ kind, body }) => [JSON.stringify(body), kind === 'when']),
  );
  let isChanged = false;
  const replace = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) {
      return node;
    }
    const value = held.get(JSON.stringify(node));
    if (value !== undefined) {
      isChanged = true;
      return { Value: value };
    }
    return Array.isArray(node)
      ? node.map(replace)
      : Object.fromEntries(
          Object.entries(node).map(([key, part]) => [key, replace(part)]),
        );
  };
  const conditions = replace(json.conditions) as PolicyJson['conditions'];
  return isChanged ? { ...json, conditions } : undefined;
}

/**
 * The tree of a statement. Cedar gives it with rounded numbers: such a statement is not taken apart, as
 * it would be another one.
 */
function readConditions(text: string): PolicyJson | undefined {
  const parsed = cedar.policyToJson(text);
  return parsed.type === 'success' && !hasRoundedNumber(parsed.json.conditions)
    ? parsed.json
    : undefined;
}

function hasRoundedNumber(node: unknown): boolean {
  return typeof node === 'object' && node !== null
    ? Object.values(node).some(hasRoundedNumber)
    : typeof node === 'number' && !Number.isSafeInteger(node);
}

/** All of a statement that is not taken apart. */
const UNDIVIDED: Clause = { kind: 'when', body: { Value: false } };

function toldOf(
  clause: Clause,
  request: CedarRequest,
  { text }: Statement,
): NotAppliedPolicy['failedClauses'][number] {
  return clause === UNDIVIDED
    ? {
        text: text
          .slice(Math.max(0, text.search(/\b(?:when|unless)\s*\{/)))
          .replace(/\s+/g, ' ')
          .replace(/\s*;\s*$/, ''),
        values: [],
      }
    : {
        text: `${clause.kind} { ${textOf(clause.body)} }`,
        values: readValues(clause.body, request),
      };
}

function failedClauses(
  { schema, request }: Explained,
  statement: Statement,
): Clause[] {
  const json = readConditions(statement.text);
  if (!json) {
    return [UNDIVIDED];
  }
  const clauses = json.conditions.flatMap(({ kind, body }) =>
    (kind === 'when' ? conjuncts(body) : [body]).map(clause => ({
      kind,
      body: clause,
    })),
  );
  const answer = cedar.isAuthorized({
    ...callOf(request),
    policies: {
      staticPolicies: Object.fromEntries(
        clauses.map((clause, index) => [
          String(index),
          {
            effect: 'permit' as const,
            principal: { op: 'All' as const },
            action: { op: 'All' as const },
            resource: { op: 'All' as const },
            conditions: [clause],
          },
        ]),
      ),
    },
    schema,
  });
  if (answer.type === 'failure') {
    return [];
  }
  const held = new Set(answer.response.diagnostics.reason);
  return clauses.filter((_clause, index) => !held.has(String(index)));
}

function conjuncts(body: Expr): Expr[] {
  const and = (body as { '&&'?: { left: Expr; right: Expr } })['&&'];
  return and ? [...conjuncts(and.left), ...conjuncts(and.right)] : [body];
}

function textOf(body: Expr): string {
  const answer = cedar.policyToText({
    effect: 'permit',
    principal: { op: 'All' },
    action: { op: 'All' },
    resource: { op: 'All' },
    conditions: [{ kind: 'when', body }],
  });
  return answer.type === 'success'
    ? answer.text
        .replace(/^[\s\S]*? when \{\s*/, '')
        .replace(/\s*\};?\s*$/, '')
        .replace(/\s+/g, ' ')
        .replace(/^\((.*)\)$/, (whole, inner) =>
          isBalanced(inner) ? inner : whole,
        )
    : '';
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const c of text) {
    depth += Number(c === '(') - Number(c === ')');
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}
