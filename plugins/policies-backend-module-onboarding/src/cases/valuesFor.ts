import {
  Comparator,
  Comparison,
  Operand,
  OPPOSITE,
  Part,
  Scalar,
} from './comparisonsIn';

/** Id of those who ask in generated requests. */
export const EXAMPLE_ID = 'example';

/** Writes a reference to a subject of an id. */
export type Refer = (id: string) => unknown;

/** By part and name; names of nested attributes have dots. */
export type Values = Map<string, unknown>;

export function keyOf(of: Part, name: string): string {
  return `${of}.${name}`;
}

const FLIPPED: Partial<Record<Comparator, Comparator>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/**
 * Values of attributes for which comparisons hold, as far as one value each can do that. Comparisons
 * with values come before those of attributes with each other.
 *
 * @param given - what later comparisons start from
 * @param refer - writes a reference to a subject of an id, as the language refers to whoever asks
 */
export function valuesFor(
  comparisons: Comparison[],
  refer: Refer,
  given: Values = new Map(),
): Values {
  const values: Values = new Map(given);
  const isFixed = ({ left, right }: Comparison) =>
    [left, right].some(({ kind }) => kind !== 'attribute');
  for (const comparison of [
    ...comparisons.filter(isFixed),
    ...comparisons.filter(each => !isFixed(each)),
  ]) {
    meet(comparison, refer, values);
  }
  return values;
}

/** The comparison that holds when this one does not. */
export function missed(comparison: Comparison): Comparison {
  return { ...comparison, comparator: OPPOSITE[comparison.comparator] };
}

function meet(
  { left, comparator, right }: Comparison,
  refer: Refer,
  values: Values,
): void {
  if (left.kind === 'attribute' && right.kind === 'attribute') {
    const key = keyOf(left.of, left.name);
    const value =
      values.get(key) ?? (FLIPPED[comparator] ? 1 : (EXAMPLE_ID as unknown));
    values.set(key, value);
    values.set(keyOf(right.of, right.name), mirrored(comparator, value, refer));
  } else if (left.kind === 'attribute') {
    values.set(
      keyOf(left.of, left.name),
      valueThat(comparator, fixedOf(right, refer), refer),
    );
  } else if (right.kind === 'attribute') {
    values.set(
      keyOf(right.of, right.name),
      mirrored(comparator, fixedOf(left, refer)[0], refer),
    );
  }
}

/** What the other side may be: one value, or those of a list. */
function fixedOf(operand: Operand, refer: Refer): unknown[] {
  switch (operand.kind) {
    case 'self':
      return [operand.reference ? refer(EXAMPLE_ID) : EXAMPLE_ID];
    case 'value':
      return [operand.value];
    case 'values':
      return operand.values;
    default:
      return [];
  }
}

/** What stands left of a comparator so that it holds. */
function valueThat(comparator: Comparator, values: unknown[], refer: Refer) {
  const [first] = values;
  switch (comparator) {
    case '<':
      return (first as number) - 1;
    case '>':
      return (first as number) + 1;
    case '!=':
    case 'not in':
      return otherThan(values, refer);
    default:
      return first;
  }
}

/** What stands right of a comparator so that it holds. */
function mirrored(
  comparator: Comparator,
  left: unknown,
  refer: Refer,
): unknown {
  if (comparator === 'in') {
    return [left];
  }
  return comparator === 'not in'
    ? []
    : valueThat(FLIPPED[comparator] ?? comparator, [left], refer);
}

function otherThan(values: unknown[], refer: Refer): unknown {
  const [first] = values;
  switch (typeof first) {
    case 'number':
      return Math.max(...(values as number[])) + 1;
    case 'boolean':
      return !first;
    case 'object':
      return refer('another');
    default:
      return (values as Scalar[]).includes('other') ? 'another' : 'other';
  }
}
