import { TemplateText } from './readActions';
import { FgaTuple } from './readTuples';

const PLACEHOLDER = /\{([^{}]+)\}/;

/** Names between braces. */
export function placeholdersOf(text: string): string[] {
  return text.split(PLACEHOLDER).filter((_, index) => index % 2);
}

/**
 * The tuples a template gives for one request: one for each value where a placeholder stands for a
 * list, none when a value is missing.
 *
 * @param valuesOf - values of a placeholder
 */
export function fillTemplate(
  { user, relation, object }: TemplateText,
  valuesOf: (placeholder: string) => string[],
): FgaTuple[] {
  const fill = (text: string) =>
    text
      .split(PLACEHOLDER)
      .map((part, index) => (index % 2 ? valuesOf(part) : [part]))
      .reduce(
        (filled, values) =>
          filled.flatMap(partly => values.map(value => partly + value)),
        [''],
      );
  return fill(user).flatMap(filledUser =>
    fill(object).map(filledObject => ({
      user: filledUser,
      relation,
      object: filledObject,
    })),
  );
}
