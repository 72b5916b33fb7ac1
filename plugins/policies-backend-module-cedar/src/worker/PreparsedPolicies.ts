import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { Statement } from '../compile/artifact';

/** Combinations of statements kept parsed per set; further ones are parsed at each call. */
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

/** Keeps the combinations of statements that requests ask for parsed inside Cedar. */
export class PreparsedPolicies {
  private readonly names = new Map<string, string>();

  constructor(private readonly statements: Statement[]) {}

  /** Text of the statements at these positions, by statement id. */
  texts(positions: number[]): Record<string, string> {
    return Object.fromEntries(
      positions.map(position => {
        const { id, text } = this.statements[position];
        return [id, text];
      }),
    );
  }

  /** @returns name of the parsed combination, or undefined when there are too many of them */
  nameOf(positions: number[]): string | undefined {
    const key = positions.join();
    const known = this.names.get(key);
    if (known !== undefined || this.names.size >= MAX_COMBINATIONS) {
      return known;
    }
    const name = takeName();
    const parsed = cedar.preparsePolicySet(name, {
      staticPolicies: this.texts(positions),
    });
    if (parsed.type === 'failure') {
      throw new Error(parsed.errors[0].message);
    }
    this.names.set(key, name);
    return name;
  }

  dispose(): void {
    for (const name of this.names.values()) {
      cedar.preparsePolicySet(name, { staticPolicies: {} });
      freeNames.push(name);
    }
    this.names.clear();
  }
}
