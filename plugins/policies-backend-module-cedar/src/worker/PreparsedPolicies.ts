import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { LRUCache } from 'lru-cache';
import { Statement } from '../compile/artifact';
import { Anonymous } from './cedarRequest';
import { planSlice, SlicePlan } from './SlicePlan';

/** Combinations of statements kept parsed per set: the last that were asked for. */
const MAX_COMBINATIONS = 256;

/*
 * Parsed policy sets cannot be dropped from the WebAssembly instance, but a name can be overwritten:
 * names are therefore pooled, and a freed one is overwritten with nothing until it serves again.
 */
const freeNames: string[] = [];
let namesMade = 0;

function takeName(): string {
  return freeNames.pop() ?? `combination-${namesMade++}`;
}

/** Statements that apply to a request together. */
export interface Combination {
  /** Name under which Cedar keeps them parsed, until others are asked for. */
  name: string;
  /** What they read; absent when they may read everything. */
  plan?: SlicePlan;
  /** Whose ids their decision does not depend on. */
  anonymous: Anonymous;
}

/** Keeps the combinations of statements that requests ask for parsed inside Cedar. */
export class PreparsedPolicies {
  private readonly combinations = new LRUCache<string, Combination>({
    max: MAX_COMBINATIONS,
  });

  constructor(private readonly statements: Statement[]) {}

  get(positions: number[]): Combination {
    const key = positions.join();
    const known = this.combinations.get(key);
    if (known) {
      return known;
    }
    const statements = positions.map(position => this.statements[position]);
    const plan = planSlice(statements.map(({ access }) => access));
    const anonymous = anonymousIn(statements);
    // The name of the one that goes is taken over, and what it stood for with it.
    const name =
      this.combinations.size >= MAX_COMBINATIONS
        ? this.combinations.pop()!.name
        : takeName();
    const parsed = cedar.preparsePolicySet(name, {
      staticPolicies: Object.fromEntries(
        statements.map(({ id, text }) => [id, text]),
      ),
    });
    if (parsed.type === 'failure') {
      freeNames.push(name);
      throw new Error(parsed.errors[0].message);
    }
    const combination = { name, plan, anonymous };
    this.combinations.set(key, combination);
    return combination;
  }

  dispose(): void {
    for (const { name } of this.combinations.values()) {
      cedar.preparsePolicySet(name, { staticPolicies: {} });
      freeNames.push(name);
    }
    this.combinations.clear();
  }
}

/**
 * Ids can be left out when nothing asks for them, and no entity is come to in another way than as
 * principal or resource, which could be by an id that is left out.
 */
function anonymousIn(statements: Statement[]): Anonymous {
  const plain = statements.every(
    ({ access }) =>
      access !== 'everything' &&
      access.every(
        ({ root, attributes, entity }) =>
          attributes.length <= 1 &&
          !(entity && attributes.length > 0) &&
          (typeof root === 'string' || attributes.length === 0),
      ),
  );
  const unasked = (which: 'principal' | 'resource') =>
    plain && statements.every(({ identity }) => !identity[which]);
  return { principal: unasked('principal'), resource: unasked('resource') };
}
