import { CerbosPolicy } from './policySchema';

/*
 * Cerbos takes a condition that gives anything but `true` for one that does not hold: a deny whose
 * condition gives the text "yes" denies nobody. Its compiler and its outputs tell the difference.
 */

type Path = Array<string | number>;

/** An expression of a condition, where it stands. */
export interface ConditionPart {
  expression: string;
  path: Path;
}

/** Places of conditions: of rules and of derived roles. */
function conditionPaths(policy: CerbosPolicy): Path[] {
  const { resourcePolicy, principalPolicy, rolePolicy } = policy;
  return [
    ...(resourcePolicy?.rules ?? []).map((_, at) => [
      'resourcePolicy',
      'rules',
      at,
    ]),
    ...(principalPolicy?.rules ?? []).flatMap(({ actions }, at) =>
      actions.map((_, action) => [
        'principalPolicy',
        'rules',
        at,
        'actions',
        action,
      ]),
    ),
    ...(rolePolicy?.rules ?? []).map((_, at) => ['rolePolicy', 'rules', at]),
    ...definitionsOf(policy).map((_, at) => [
      'derivedRoles',
      'definitions',
      at,
    ]),
  ];
}

/** A definition of a derived role, as far as it is read here. */
export interface RoleDefinition {
  name?: unknown;
  parentRoles?: unknown;
  condition?: unknown;
}

/** Definitions of derived roles. */
export function definitionsOf({
  derivedRoles,
}: CerbosPolicy): RoleDefinition[] {
  const { definitions } = (derivedRoles ?? {}) as { definitions?: unknown };
  return Array.isArray(definitions) ? definitions.filter(isObject) : [];
}

/** Every expression of the conditions of a policy. */
export function conditionParts(policy: CerbosPolicy): ConditionPart[] {
  return conditionPaths(policy).flatMap(path =>
    partsOf(valueAt(policy, [...path, 'condition', 'match']), [
      ...path,
      'condition',
      'match',
    ]),
  );
}

/** The expressions of one condition. */
export function expressionsOf(condition: unknown): string[] {
  return partsOf(valueAt(condition, ['match']), []).map(
    ({ expression }) => expression,
  );
}

/** One expression that means the same as a condition; undefined where there is none. */
export function asExpression(condition: unknown): string | undefined {
  const match = valueAt(condition, ['match']);
  return match === undefined ? undefined : expressionOf(match);
}

function expressionOf(match: unknown): string | undefined {
  if (!isObject(match)) {
    return undefined;
  }
  if (typeof match.expr === 'string') {
    // The line ends what may be a comment.
    return `(${match.expr}\n)`;
  }
  for (const [key, sign] of [
    ['all', '&&'],
    ['any', '||'],
    ['none', '||'],
  ]) {
    const parts = listOf(match[key]).map(expressionOf);
    if (parts.length && parts.every(part => part !== undefined)) {
      return `${key === 'none' ? '!' : ''}(${parts.join(` ${sign} `)})`;
    }
  }
  return undefined;
}

function partsOf(match: unknown, path: Path): ConditionPart[] {
  if (!isObject(match)) {
    return [];
  }
  return [
    ...(typeof match.expr === 'string'
      ? [{ expression: match.expr, path: [...path, 'expr'] }]
      : []),
    ...['all', 'any', 'none'].flatMap(key =>
      listOf(match[key]).flatMap((part, at) =>
        partsOf(part, [...path, key, 'of', at]),
      ),
    ),
  ];
}

function listOf(value: unknown): unknown[] {
  const of = valueAt(value, ['of']);
  return Array.isArray(of) ? of : [];
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
