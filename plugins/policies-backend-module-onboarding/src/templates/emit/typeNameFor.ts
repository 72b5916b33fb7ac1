import { identifier } from './identifier';

/** Words that are no names of types in the language of Cedar or OpenFGA. */
export const RESERVED_WORDS = [
  ...['true', 'false', 'if', 'then', 'else', 'in', 'is', 'like', 'has'],
  ...['String', 'Bool', 'Long', 'Set'],
  ...['self', 'this', 'and', 'or', 'but', 'not', 'with', 'from'],
  ...['define', 'relations', 'condition'],
];

/** The engine's name for an AuthZEN type; `spec.types` says so where they differ. */
export function typeNameFor(type: string): string {
  return RESERVED_WORDS.includes(type) ? `${type}_` : identifier(type);
}
