import { createHash } from 'crypto';
import { Entity } from '@backstage/catalog-model';
import { ANNOTATION_CONSUMES } from '@internal/plugin-policies-common';

/** Kinds of entities that tell of the company. */
export const COMPANY_KINDS = ['Group', 'User', 'Domain', 'Component'];

/**
 * Hash of what counts of an entity for the company: its title, its spec and which sets it consumes. It is
 * the same before and after the catalog stitches the entity, which adds relations, uid and etag.
 */
export function hashEntity({ kind, metadata, spec }: Entity): string {
  return createHash('sha256')
    .update(
      JSON.stringify(
        [
          kind,
          metadata.title,
          metadata.annotations?.[ANNOTATION_CONSUMES],
          spec,
        ],
        sortKeys,
      ),
    )
    .digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;
}
