import { ResolvedType } from '../compile/AttributeReader';
import { ChainTypes } from './ChainTypes';
import {
  allOf,
  anyOf,
  attributeOf,
  Expression,
  hasAttribute,
} from './expressions';
import { KNOWN } from './knownRecord';

/** A statement holds something that nobody can follow without checking types. */
export class UnfollowableError extends Error {
  name = 'UnfollowableError';
}

/** A term with what has to be known for it to be read, in the order in which it is. */
export interface Term {
  term: Expression;
  known: Expression[];
}

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='];
const OF_SETS = ['contains', 'containsAll', 'containsAny'];
const BOOLEAN = ['&&', '||', '!', 'if-then-else'];

/** Rewrites terms, and conditions that hold no other one, so that what they read may be unknown. */
export class KnownTerms {
  constructor(
    private readonly chains: ChainTypes,
    private readonly types: ReadonlySet<string>,
  ) {}

  /** What is true or false and holds no other condition. */
  atom(operator: string, operands: any, node: Expression): Term {
    switch (operator) {
      case 'has':
        return this.has(operands);
      case 'hasTag': {
        const left = this.term(operands.left);
        const right = this.term(operands.right);
        return {
          term: this.ofKnown(operands.left, left.term, {
            hasTag: { left: left.term, right: right.term },
          }),
          known: [...left.known, ...right.known],
        };
      }
      case 'in': {
        const left = this.term(operands.left);
        const right = this.term(operands.right);
        return {
          term: this.within(
            operands.left,
            left.term,
            operands.right,
            right.term,
          ),
          known: [...left.known, ...right.known],
        };
      }
      case 'is': {
        const left = this.term(operands.left);
        const plain = {
          is: { left: left.term, entity_type: operands.entity_type },
        };
        if (!operands.in) {
          return { term: plain, known: left.known };
        }
        const right = this.term(operands.in);
        return {
          term: {
            '&&': {
              left: plain,
              right: this.within(
                operands.left,
                left.term,
                operands.in,
                right.term,
              ),
            },
          },
          known: [...left.known, ...right.known],
        };
      }
      default:
        return this.term(node);
    }
  }

  private term(node: Expression): Term {
    const [[operator, operands]] = Object.entries(node);
    if (operator === 'Value' || operator === 'Var') {
      return { term: node, known: [] };
    }
    if (operator === '.') {
      const left = this.term(operands.left);
      const isKnown = this.knownOf(operands.left, left.term);
      return isKnown
        ? {
            term: attributeOf(attributeOf(left.term, KNOWN), operands.attr),
            known: [...left.known, isKnown],
          }
        : { term: attributeOf(left.term, operands.attr), known: left.known };
    }
    if (operator === 'getTag') {
      const left = this.term(operands.left);
      const right = this.term(operands.right);
      const isKnown = this.knownOf(operands.left, left.term);
      const hasTag = { hasTag: { left: left.term, right: right.term } };
      return {
        term: { getTag: { left: left.term, right: right.term } },
        known: [
          ...left.known,
          ...right.known,
          ...(isKnown ? [isKnown, hasTag] : []),
        ],
      };
    }
    if (operator === 'Set') {
      const items = (operands as Expression[]).map(item => this.term(item));
      return {
        term: { Set: items.map(({ term }) => term) },
        known: items.flatMap(({ known }) => known),
      };
    }
    if (operator === 'Record') {
      const items = Object.entries(operands as Record<string, Expression>).map(
        ([name, item]) => [name, this.term(item)] as const,
      );
      return {
        term: {
          Record: Object.fromEntries(
            items.map(([name, { term }]) => [name, term]),
          ),
        },
        known: items.flatMap(([, { known }]) => known),
      };
    }
    if (operator === 'has' || operator === 'in' || operator === 'is') {
      // As a part of something else, it would have to be told apart from an error.
      return this.atom(operator, operands, node);
    }
    if (BOOLEAN.includes(operator)) {
      return this.untouched(node);
    }
    if (operator === 'like') {
      const left = this.term(operands.left);
      return {
        term: { like: { ...operands, left: left.term } },
        known: left.known,
      };
    }
    if (Array.isArray(operands)) {
      const items = operands.map(item => this.term(item));
      return {
        term: { [operator]: items.map(({ term }) => term) },
        known: items.flatMap(({ known }) => known),
      };
    }
    if ('arg' in operands) {
      const { term, known } = this.term(operands.arg);
      return { term: { [operator]: { arg: term } }, known };
    }
    if ([...COMPARISONS, ...OF_SETS, '+', '-', '*'].includes(operator)) {
      const left = this.term(operands.left);
      const right = this.term(operands.right);
      return {
        term: { [operator]: { left: left.term, right: right.term } },
        known: [...left.known, ...right.known],
      };
    }
    throw new UnfollowableError(`'${operator}' cannot be followed`);
  }

  private has({
    left,
    attr,
  }: {
    left: Expression;
    attr: string | string[];
  }): Term {
    const first = this.term(left);
    const steps: Expression[] = [];
    let asked = left;
    let term = first.term;
    for (const name of [attr].flat()) {
      const isKnown = this.knownOf(asked, term);
      const type = this.chains.typeOf(asked)!;
      if (isKnown) {
        steps.push(isKnown);
        term = attributeOf(term, KNOWN);
      }
      if (!isKnown || !this.chains.isRequired(type, name)) {
        steps.push(hasAttribute(term, name));
      }
      asked = attributeOf(asked, name);
      term = attributeOf(term, name);
    }
    return { term: allOf(steps)!, known: first.known };
  }

  /** Nobody can say of an unknown entity what it is in, besides itself. */
  private within(
    leftNode: Expression,
    left: Expression,
    rightNode: Expression,
    right: Expression,
  ): Expression {
    const isKnown = this.knownOf(leftNode, left);
    if (!isKnown) {
      return { in: { left, right } };
    }
    const own = this.chains.typeOf(leftNode)!;
    const same =
      'Set' in rightNode
        ? (rightNode.Set as Expression[]).flatMap((item, index) =>
            this.isOf(item, own) ? [equal(left, right.Set[index])] : [],
          )
        : this.sameAs(left, own, rightNode, right);
    return anyOf([
      ...same,
      { '&&': { left: isKnown, right: { in: { left, right } } } },
    ])!;
  }

  private sameAs(
    left: Expression,
    own: ResolvedType,
    rightNode: Expression,
    right: Expression,
  ): Expression[] {
    const type = this.typeOf(rightNode);
    if (type.type === 'Set') {
      const { element } = type;
      return element?.type === 'Entity' && element.name === own.name
        ? [{ contains: { left: right, right: left } }]
        : [];
    }
    return type.name === own.name ? [equal(left, right)] : [];
  }

  private isOf(node: Expression, { name }: ResolvedType): boolean {
    return this.typeOf(node).name === name;
  }

  private ofKnown(
    node: Expression,
    term: Expression,
    then: Expression,
  ): Expression {
    const isKnown = this.knownOf(node, term);
    return isKnown ? { '&&': { left: isKnown, right: then } } : then;
  }

  /** Asks whether a term is a known entity; undefined where it has to be. */
  private knownOf(node: Expression, term: Expression): Expression | undefined {
    const { type, name } = this.typeOf(node);
    return type === 'Entity' && this.types.has(name!)
      ? hasAttribute(term, KNOWN)
      : undefined;
  }

  private typeOf(node: Expression): ResolvedType {
    const type = this.chains.typeOf(node);
    if (!type) {
      throw new UnfollowableError('a term has a type that cannot be followed');
    }
    return type;
  }

  /** Conditions within terms stay as they are, where no entity is asked in them. */
  private untouched(node: Expression): Term {
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) {
        return;
      }
      if (Array.isArray(value)) {
        value.forEach(visit);
        return;
      }
      for (const [name, item] of Object.entries(value)) {
        if (['.', 'has', 'in', 'is', 'hasTag', 'getTag'].includes(name)) {
          throw new UnfollowableError('a condition is a part of a term');
        }
        visit(item);
      }
    };
    visit(node);
    return { term: node, known: [] };
  }
}

function equal(left: Expression, right: Expression): Expression {
  return { '==': { left, right } };
}
