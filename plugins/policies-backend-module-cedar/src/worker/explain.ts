import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { Expr, Schema } from '@cedar-policy/cedar-wasm/nodejs';
import {
  DeterminingPolicy,
  NotAppliedPolicy,
} from '@internal/plugin-policies-common';
import { placeOf } from '@internal/plugin-policies-node/worker';
import { Statement } from '../compile/artifact';
import { readValues } from './readValues';
import { callOf, CedarRequest } from './cedarRequest';

/*
 * Why a policy did not apply: its conditions are split at their top-level `&&`, each clause is made a
 * policy of its own, and all of them are evaluated in one call. A clause whose policy is not among
 * the determining ones did not hold (or could not be evaluated).
 */

/**
 * Explains a decision by statements and clauses.
 *
 * @param satisfied - ids of the statements that determined it
 * @param errored - ids of the statements that could not be evaluated
 */
export function explain(
  statements: Statement[],
  schema: Schema | undefined,
  request: CedarRequest,
  satisfied: string[],
  errored: string[],
): { determining: DeterminingPolicy[]; notApplied: NotAppliedPolicy[] } {
  const candidates = request.candidates.map(position => statements[position]);
  return {
    determining: candidates
      .filter(({ id }) => satisfied.includes(id))
      .map(placeOf),
    notApplied: candidates
      .filter(({ id }) => !satisfied.includes(id) && !errored.includes(id))
      .map(statement => ({
        ...placeOf(statement),
        failedClauses: failedClauses(schema, request, statement),
      }))
      .filter(
        // A permit that held but was overruled by a forbid is no reason for the answer.
        ({ failedClauses: clauses }) => clauses.length > 0,
      ),
  };
}

function failedClauses(
  schema: Schema | undefined,
  request: CedarRequest,
  statement: Statement,
): NotAppliedPolicy['failedClauses'] {
  const parsed = cedar.policyToJson(statement.text);
  if (parsed.type === 'failure') {
    return [];
  }
  const clauses = parsed.json.conditions.flatMap(({ kind, body }) =>
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
  return clauses
    .filter((_clause, index) => !held.has(String(index)))
    .map(clause => ({
      text: `${clause.kind} { ${textOf(clause.body)} }`,
      values: readValues(clause.body, request),
    }));
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
