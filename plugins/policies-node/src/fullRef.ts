import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * The whole entity reference that a manifest shortens.
 *
 * @throws Error when it is no reference
 */
export function fullRef(ref: string, defaultKind: string): string {
  return stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
}
