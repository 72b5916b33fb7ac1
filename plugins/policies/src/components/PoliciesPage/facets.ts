import { parseEntityRef } from '@backstage/catalog-model';
import { Facet } from '../FilterBar';

/** For example `team-custody` for `group:default/team-custody`. */
function nameOfRef(ref: string): string {
  try {
    return parseEntityRef(ref).name;
  } catch {
    return ref;
  }
}

/** A filter whose choice is the values that occur. */
export function facetOf(
  key: string,
  label: string,
  values: Iterable<string>,
): Facet {
  return {
    key,
    label,
    options: [...new Set(values)]
      .map(value => ({ value, label: nameOfRef(value) }))
      .sort((a, b) => a.label.localeCompare(b.label, 'en')),
  };
}
