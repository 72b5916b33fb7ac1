import { AttributeType } from '@internal/plugin-policies-common';
import { entityUid, quoteCedar } from './cedarText';

/** What a comparison takes beside the attribute. */
export type Operand = 'none' | 'text' | 'number' | 'entity';

/** A way to compare an attribute, in words and in Cedar. */
export interface Comparison {
  id: string;
  words: string;
  operand: Operand;
  /** Turns the meaning round, absence included: what is not there is not equal either. */
  negated?: boolean;
  write: (attribute: string, value: string) => string;
}

const IS_SET: Comparison = {
  id: 'set',
  words: 'is given',
  operand: 'none',
  write: () => 'true',
};

/** A comparison and its contrary. */
function both(
  id: string,
  [words, contrary]: [string, string],
  operand: Operand,
  write: Comparison['write'],
): Comparison[] {
  return [
    { id, words, operand, write },
    { id: `not-${id}`, words: contrary, operand, write, negated: true },
  ];
}

const compare = (operator: string) => (attribute: string, value: string) =>
  `${attribute} ${operator} ${value}`;

const ORDERED: Comparison[] = [
  { id: 'more', words: 'is more than', operator: '>' },
  { id: 'least', words: 'is at least', operator: '>=' },
  { id: 'less', words: 'is less than', operator: '<' },
  { id: 'most', words: 'is at most', operator: '<=' },
].map(({ id, words, operator }) => ({
  id,
  words,
  operand: 'number',
  write: compare(operator),
}));

const PRINCIPAL = 'principal';

const BY_KIND: Partial<Record<AttributeType['kind'], Comparison[]>> = {
  string: both('is', ['is', 'is not'], 'text', (attribute, value) =>
    compare('==')(attribute, quoteCedar(value)),
  ),
  long: [...ORDERED, ...both('is', ['is', 'is not'], 'number', compare('=='))],
  boolean: [
    ...both('true', ['is true', 'is not true'], 'none', attribute => attribute),
    {
      id: 'false',
      words: 'is false',
      operand: 'none',
      write: attribute => `!${attribute}`,
    },
  ],
  entity: [
    ...both(
      'subject',
      ['is the subject', 'is not the subject'],
      'none',
      attribute => compare('==')(attribute, PRINCIPAL),
    ),
    ...both('is', ['is', 'is not'], 'entity', compare('==')),
    ...both(
      'in',
      ['is a member of', 'is not a member of'],
      'entity',
      compare('in'),
    ),
  ],
  set: [
    ...both(
      'empty',
      ['is empty', 'is not empty'],
      'none',
      attribute => `${attribute}.isEmpty()`,
    ),
  ],
};

const CONTAINS: Record<string, Comparison[]> = {
  string: both(
    'contains',
    ['contains', 'does not contain'],
    'text',
    (attribute, value) => `${attribute}.contains(${quoteCedar(value)})`,
  ),
  entity: [
    ...both(
      'contains-subject',
      ['contains the subject', 'does not contain the subject'],
      'none',
      attribute => `${attribute}.contains(${PRINCIPAL})`,
    ),
    ...both(
      'contains',
      ['contains', 'does not contain'],
      'entity',
      (attribute, value) => `${attribute}.contains(${value})`,
    ),
  ],
};

/** How something of a type can be compared; whether it is given where it may be left out. */
export function comparisonsOf(
  type: AttributeType,
  isOptional: boolean,
): Comparison[] {
  const own = [
    ...(BY_KIND[type.kind] ?? []),
    ...(type.kind === 'set' ? CONTAINS[type.element.kind] ?? [] : []),
  ];
  return isOptional
    ? [
        ...own,
        IS_SET,
        { ...IS_SET, id: 'not-set', words: 'is not given', negated: true },
      ]
    : own;
}

/** What is wrong with the value of a comparison; undefined where it can be written. */
export function operandProblem(
  { operand }: Comparison,
  value: string,
  entity: string,
): string | undefined {
  if (operand === 'number') {
    return isLong(value) ? undefined : 'Write a whole number, such as 10000.';
  }
  return operand === 'entity' && !(entity && value)
    ? 'Name its type and its id.'
    : undefined;
}

const MAX_LONG = BigInt('9223372036854775807');

function isLong(value: string): boolean {
  if (!/^-?\d{1,19}$/.test(value)) {
    return false;
  }
  const number = BigInt(value);
  return number <= MAX_LONG && number >= -MAX_LONG - BigInt(1);
}

/** A value as Cedar has it. */
export function writeOperand(
  { operand }: Comparison,
  value: string,
  entity: string,
): string {
  return operand === 'entity' ? entityUid(entity, value) : value;
}
