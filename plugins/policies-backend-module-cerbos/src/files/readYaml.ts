import {
  Diagnostic,
  FileRange,
  PolicyFile,
  YamlDocument,
} from '@internal/plugin-policies-common';
import { z } from 'zod';

/** Reads a YAML or JSON file by a schema, within the portal's bounds. */
export function readYaml<T>(
  { path, content }: PolicyFile,
  schema: z.ZodType<T>,
): {
  value?: T;
  rangeAt(path: Array<string | number>): FileRange | undefined;
  diagnostics: Diagnostic[];
} {
  const { document, diagnostics } = YamlDocument.parse(path, content);
  const read = document?.validate(schema);
  return {
    value: read?.value,
    rangeAt: at => document?.rangeAt(at),
    diagnostics: [...diagnostics, ...(read?.diagnostics ?? [])],
  };
}
