import { z } from 'zod';
import { PolicyFile } from '../files/diagnostics';
import { YamlDocument } from './yamlDocument';

/** Several ask what kind of file one is, and parsing takes its time. */
const read = new WeakMap<PolicyFile, { content: string; value: unknown }>();

/**
 * What a YAML or JSON file holds, to tell what kind of file it is. Not for values that decide: JSON numbers
 * may be rounded.
 *
 * @returns undefined for a file that is neither, or past the portal's bounds
 */
export function readPlain(file: PolicyFile): unknown {
  const known = read.get(file);
  if (known?.content === file.content) {
    return known.value;
  }
  const value = parse(file);
  read.set(file, { content: file.content, value });
  return value;
}

function parse({ path, content }: PolicyFile): unknown {
  const text = withoutByteOrderMark(content);
  if (/\.json$/i.test(path)) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  return YamlDocument.parse(path, text).document?.validate(z.unknown()).value;
}

/** A text without the mark that some editors put before it, which engines take for a part of it. */
export function withoutByteOrderMark(content: string): string {
  return content.startsWith('\uFEFF') ? content.slice(1) : content;
}

/** True for a value with named members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
