import { PolicyCase } from '@internal/plugin-policies-common';
import { Document, isMap, isSeq, parseDocument } from 'yaml';

function caseNode(document: Document, item: PolicyCase) {
  const node = document.createNode(item);
  for (const path of [
    ['request', 'subject'],
    ['request', 'action'],
    ['request', 'resource'],
    ['request', 'context'],
    ['expect'],
  ]) {
    const inner = node.getIn(path, true);
    if (isMap(inner)) {
      inner.flow = true;
    }
  }
  return node;
}

/**
 * Adds a case to the end of a file of cases. What the file holds stays as it is, comments and
 * layout too.
 *
 * @param content - text of the file; may be empty
 * @throws Error when the file is not a list of cases
 */
export function appendCase(content: string, item: PolicyCase): string {
  const options = { lineWidth: 110 };
  const document = parseDocument(content);
  const { contents } = document;
  if (document.errors.length || (contents && !isSeq(contents))) {
    throw new Error('The file is not a list of cases. Fix it first.');
  }
  const alone = new Document([]);
  alone.add(caseNode(alone, item));
  const text = alone.toString(options);
  if (!contents || !contents.items.length) {
    const comments = content.replace(/\[\s*\]\s*$/, '').trimEnd();
    return comments ? `${comments}\n${text}` : text;
  }
  const indent = content.match(/^( *)- /m)?.[1] ?? '';
  if (contents.flow || document.toString().includes('\n...')) {
    document.add(caseNode(document, item));
    return document.toString({ lineWidth: 0 });
  }
  const spaced = /\n\s*\n *- /.test(content);
  const added = text.replace(/^(?=.)/gm, indent);
  return `${content.trimEnd()}\n${spaced ? '\n' : ''}${added}`;
}
