import { createHash } from 'crypto';
import { LoggedDecision } from './types';

/** Tells the same request to the same set by one text, whatever the order in which it names its parts. */
export function fingerprintOf({
  set,
  request,
}: Pick<LoggedDecision, 'set' | 'request'>): string {
  return createHash('sha256')
    .update(inOrder([set, request]))
    .digest('hex');
}

/** As `JSON.stringify`, and objects by their names in order: each decision passes here. */
function inOrder(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) {
    return `[${value.map(inOrder).join()}]`;
  }
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const part = (value as Record<string, unknown>)[name];
    if (part !== undefined) {
      text += `${text && ','}${JSON.stringify(name)}:${inOrder(part)}`;
    }
  }
  return `{${text}}`;
}
