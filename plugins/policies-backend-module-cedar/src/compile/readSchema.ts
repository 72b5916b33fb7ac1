import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { PolicyFile } from '@internal/plugin-policies-common';
import type { PolicyBundle } from '@internal/plugin-policies-node';
import { readJsonFile } from '@internal/plugin-policies-node/worker';
import { checkNesting } from '../text/checkNesting';
import { CedarDiagnostics } from './CedarDiagnostics';
import { SCHEMA_FILE, schemaFiles } from './schemaFiles';

/** The schema of a set in Cedar's own language, whichever way it is written; undefined for none or a broken one. */
export function readSchema(
  bundle: PolicyBundle,
  diagnostics: CedarDiagnostics,
): PolicyFile | undefined {
  const files = schemaFiles(bundle.files);
  if (files.length > 1) {
    diagnostics.add({
      severity: 'error',
      file: files[1].path,
      source: 'cedar',
      message: `a set has one schema, but both '${files[0].path}' and '${files[1].path}' exist`,
      help: 'Keep one of them.',
    });
    return undefined;
  }
  const [file] = files;
  if (!file) {
    diagnostics.add({
      severity: 'warning',
      source: 'cedar',
      message:
        'the set has no schema, so policies and requests are not checked',
      help: `Add ${SCHEMA_FILE}.`,
    });
    return undefined;
  }
  const schema = file.path.endsWith('.json')
    ? fromJson(file, diagnostics)
    : file;
  if (!schema || diagnostics.addNesting(schema, checkNesting(schema.content))) {
    return undefined;
  }
  const parsed = cedar.checkParseSchema(schema.content);
  if (parsed.type === 'failure') {
    diagnostics.addErrors(parsed.errors, schema, 0, schema.content);
    return undefined;
  }
  return schema;
}

function fromJson(
  file: PolicyFile,
  diagnostics: CedarDiagnostics,
): PolicyFile | undefined {
  const { value, diagnostic } = readJsonFile(file, 'cedar');
  if (diagnostic) {
    diagnostics.add(diagnostic);
    return undefined;
  }
  const written = cedar.schemaToText(value as SchemaJson<string>);
  if (written.type === 'success') {
    return { path: file.path, content: written.text };
  }
  const [{ message, help }] = written.errors;
  diagnostics.add({
    severity: 'error',
    file: file.path,
    source: 'cedar',
    message: `'${file.path}' is not a Cedar schema in JSON: ${message}`,
    help: help ?? 'Correct the schema.',
  });
  return undefined;
}
