import { isMap, isSeq, parseDocument } from 'yaml';

/**
 * Turns round what a case expects; the policies it named as determining go with the old decision.
 *
 * @param content - of a file of cases, YAML
 * @returns the new content, comments kept; the old one where it has no such case
 */
export function expectOtherwise(content: string, name: string): string {
  const document = parseDocument(content);
  const { contents } = document;
  if (!isSeq(contents)) {
    return content;
  }
  for (const item of contents.items) {
    if (isMap<string>(item) && item.toJSON().name === name) {
      const expected = item.getIn(['expect', 'decision']);
      item.setIn(['expect', 'decision'], !expected);
      item.deleteIn(['expect', 'policies']);
      return document.toString();
    }
  }
  return content;
}
