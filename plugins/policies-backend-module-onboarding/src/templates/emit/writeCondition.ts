import { Condition, Term } from '../StarterTemplate';

/** How a language writes what conditions are made of. */
export interface ConditionSyntax {
  term: (term: Term) => string;
  /** Whether an element is in a list; by default `<element> in <list>`. */
  contains?: (list: string, element: string) => string;
}

/** Writes a comparison in a language that has the usual operators. */
export function writeCondition(
  { left, operator, right }: Condition,
  { term, contains }: ConditionSyntax,
): string {
  if (operator === 'in' && contains) {
    return contains(term(right), term(left));
  }
  return `${term(left)} ${operator} ${term(right)}`;
}

/** A value as CEL writes it: numbers of a request are doubles there. */
export function celLiteral(value: Term & { kind: 'value' | 'values' }): string {
  return value.kind === 'value' && typeof value.value === 'number'
    ? value.value.toFixed(1)
    : literal(value);
}

/** A value as JSON writes it, which most languages understand. */
export function literal(value: Term & { kind: 'value' | 'values' }): string {
  return value.kind === 'value'
    ? JSON.stringify(value.value)
    : `[${value.values.map(item => JSON.stringify(item)).join(', ')}]`;
}
