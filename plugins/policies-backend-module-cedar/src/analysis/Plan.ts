import { PolicyBundle } from '@internal/plugin-policies-node';
import { SymccCommand } from './symccCommands';
import { CedarEnvironment, CedarStatement, Side } from './types';

/** How a question is answered. */
export interface Plan {
  environment: CedarEnvironment;
  schema: string;
  rawNames: string[];
  command: SymccCommand;
  /** Texts of statements, of what cannot match in the environment none. */
  first: string[];
  /** Of commands about two sets. */
  second?: string[];
  /** Which of the two decide, so that an error of theirs has nothing allowed. */
  deciding: Array<'first' | 'second'>;
  /** Policies and texts of all that decide in the environment, by which people are told what is allowed. */
  deciders: Array<[policy: string, text: string]>;
  /** Statements that may give errors by more than unknown entities, and the revisions that have them. */
  fallible: Array<{ set: PolicyBundle; statement: CedarStatement }>;
  /** The answer is plain from the texts. */
  isSettled: boolean;
  /** What the engine has to say of a counterexample. */
  sides: Side[];
  /** Of whom people are told that they allow it or not; `before` where two are compared. */
  decided: { before?: PolicyBundle; after?: PolicyBundle };
  /** Requests that people wrote are likely to be the answer. */
  casesFirst: boolean;
}
