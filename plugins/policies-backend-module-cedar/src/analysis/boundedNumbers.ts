import type { PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { CedarEnvironmentTypes, ChainTypes } from './ChainTypes';
import { allOf, Expression } from './expressions';

const ARITHMETIC = ['+', '-', '*', 'neg'];
const CONNECTIVES = ['&&', '||', '!', 'if-then-else'];

/**
 * The statement for numbers that requests and stored entities can hold: the portal refuses whole numbers beyond
 * 2^53 - 1. Where a condition computes with a number that is read, it holds for such numbers alone, so that what
 * still overflows does so in the portal too.
 */
export function withBoundedNumbers(
  schema: SchemaJson<string>,
  environment: CedarEnvironmentTypes,
  statement: PolicyJson,
): PolicyJson {
  const chains = new ChainTypes(schema, environment);
  const convert = (node: Expression): Expression => {
    const [[operator, operands]] = Object.entries(node);
    if (!CONNECTIVES.includes(operator)) {
      const numbers = numbersIn(node, chains, false);
      return numbers.length
        ? { '&&': { left: allOf(numbers.map(bounded))!, right: node } }
        : node;
    }
    return {
      [operator]: Object.fromEntries(
        Object.entries(operands as Record<string, Expression>).map(
          ([name, item]) => [name, convert(item)],
        ),
      ),
    };
  };
  return {
    ...statement,
    conditions: statement.conditions.map(({ kind, body }) => ({
      kind,
      body: convert(body as Expression) as typeof body,
    })),
  };
}

/** Numbers that are read within arithmetic; none within conditions, which may not be reached. */
function numbersIn(
  node: unknown,
  chains: ChainTypes,
  computes: boolean,
): Expression[] {
  if (Array.isArray(node)) {
    return node.flatMap(item => numbersIn(item, chains, computes));
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const [entry] = Object.entries(node);
  if (!entry || entry[0] === 'Value' || CONNECTIVES.includes(entry[0])) {
    return [];
  }
  const [operator, operands] = entry;
  if (computes && operator === '.') {
    return chains.typeOf(node)?.type === 'Long' ? [node] : [];
  }
  return Object.values(operands as object).flatMap(item =>
    numbersIn(item, chains, computes || ARITHMETIC.includes(operator)),
  );
}

function bounded(number: Expression): Expression {
  const limit = { Value: Number.MAX_SAFE_INTEGER };
  return {
    '&&': {
      left: { '<=': { left: number, right: limit } },
      right: { '<=': { left: { Value: -limit.Value }, right: number } },
    },
  };
}
