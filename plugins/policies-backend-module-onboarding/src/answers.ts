import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Journey, JourneyFieldName } from '@internal/plugin-policies-common';

/** Reads one field; undefined when it is empty. */
export function answerOf(
  { fields }: Pick<Journey, 'fields'>,
  field: JourneyFieldName,
): string | undefined {
  return fields[field]?.value?.trim() || undefined;
}

/** Reads a field that holds a list. */
export function listOf(
  journey: Pick<Journey, 'fields'>,
  field: JourneyFieldName,
): string[] {
  try {
    const value: unknown = JSON.parse(answerOf(journey, field) ?? '[]');
    return Array.isArray(value)
      ? value.filter((item): item is string => typeof item === 'string')
      : [];
  } catch {
    return [];
  }
}

/** Reads names that stand in a text, separated by commas. */
export function namesIn(text: string | null | undefined): string[] {
  return [...new Set((text ?? '').split(/[\s,]+/).filter(Boolean))];
}

/** A whole entity reference; undefined where there is none or it cannot be read. */
export function fullRef(
  ref: string | undefined,
  defaultKind: string,
): string | undefined {
  try {
    return ref && stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
  } catch {
    return undefined;
  }
}
