import { BlockList, isIP } from 'net';
import { Kind, kindOfValue } from '../compile/kindOf';
import { ABSENT, AttributeReads } from './AttributeReads';

const NAMES: Record<Kind, string> = {
  boolean: 'true or false',
  text: 'a text',
  number: 'a number',
  list: 'a list',
  any: 'an object',
};

/**
 * What `writeExpression` writes around values of requests. A value of another kind than is wanted is a
 * problem of the rule, whatever JavaScript would make of it; one that is absent is known as that.
 */
export class ValueChecks {
  constructor(private readonly reads: AttributeReads) {}

  /** By the names in expressions. */
  functions(): Record<string, (...values: never[]) => unknown> {
    const { reads } = this;
    const problem = (value: unknown, text: string) => {
      if (value !== ABSENT) {
        reads.note(text);
      }
    };
    const unlike = (value: unknown, kind: Kind) =>
      problem(
        value,
        `${reads.lastRead ?? 'a value'} is ${
          NAMES[kindOfValue(value)]
        }, where ${NAMES[kind]} is wanted`,
      );
    const check =
      <T>(kind: Kind, otherwise: T) =>
      (value: unknown): T => {
        if (kindOfValue(value) === kind && value !== ABSENT) {
          return value as T;
        }
        unlike(value, kind);
        return otherwise;
      };
    const finite = (result: number): number => {
      if (!Number.isFinite(result)) {
        reads.note(
          `a calculation with ${reads.lastRead ?? 'a value'} gives no number`,
        );
      }
      return result;
    };
    return {
      boolean: check('boolean', false),
      finite,
      number: check('number', NaN),
      text: check('text', ''),
      same: (a: unknown, b: unknown) => {
        if (a === ABSENT || b === ABSENT) {
          return false;
        }
        if (a !== b && equalsSomewhere(a, b)) {
          problem(
            a,
            `${NAMES[kindOfValue(a)]} and ${
              NAMES[kindOfValue(b)]
            } are compared, which are equal in some languages only`,
          );
        }
        return a === b;
      },
      order: (a: unknown, operator: string, b: unknown) => {
        const kind = kindOfValue(a);
        if (
          a === ABSENT ||
          b === ABSENT ||
          kind !== kindOfValue(b) ||
          (kind !== 'number' && kind !== 'text')
        ) {
          if (b !== ABSENT) {
            problem(
              a,
              `${NAMES[kind]} and ${
                NAMES[kindOfValue(b)]
              } have no order, so that '${operator}' says nothing of them`,
            );
          }
          return false;
        }
        return ordered(a as number, operator, b as number);
      },
      within: (a: unknown, b: unknown) => {
        if (Array.isArray(b) && b !== ABSENT) {
          return a !== ABSENT && b.includes(a);
        }
        unlike(b, 'list');
        return false;
      },
      plus: (a: unknown, b: unknown) => {
        const kinds = [kindOfValue(a), kindOfValue(b)];
        if (a === ABSENT || b === ABSENT) {
          return NaN;
        }
        if (kinds.every(kind => kind === 'number')) {
          return finite((a as number) + (b as number));
        }
        if (kinds.every(kind => kind === 'text')) {
          return `${a}${b}`;
        }
        reads.note(`${NAMES[kinds[0]]} and ${NAMES[kinds[1]]} cannot be added`);
        return NaN;
      },
      addressWithin: (address: string, range: string) =>
        isWithin(address, range, wrong =>
          reads.note(
            `'${wrong.slice(0, 100)}' is no address or range of addresses`,
          ),
        ),
    };
  }
}

/** As JavaScript's `==` has it; what an object equals it does not say. */
function equalsSomewhere(a: unknown, b: unknown): boolean {
  return [a, b].some(value => kindOfValue(value) === 'any')
    ? true
    : // eslint-disable-next-line eqeqeq
      a == b;
}

function ordered(a: number, operator: string, b: number): boolean {
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    default:
      return a >= b;
  }
}

/** Casbin's own takes 266.0.0.1 for 10.0.0.1. */
function isWithin(
  address: string,
  range: string,
  refuse: (wrong: string) => void,
): boolean {
  const [base, bits, more] = range.split('/');
  const families = [isIP(address), isIP(base)];
  const most = families[1] === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (!families[0]) {
    refuse(address);
    return false;
  }
  if (
    !families[1] ||
    more !== undefined ||
    (bits !== undefined && !/^\d{1,3}$/.test(bits)) ||
    prefix > most
  ) {
    refuse(range);
    return false;
  }
  const list = new BlockList();
  list.addSubnet(base, prefix, families[1] === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, families[0] === 4 ? 'ipv4' : 'ipv6');
}
