import type { PolicyFile } from '@internal/plugin-policies-common';
import type { PolicyBundle } from '@internal/plugin-policies-node';
import { checkNesting } from '../text/checkNesting';
import { rangeOfOffsets } from '../text/positions';
import { splitStatements, StatementText } from '../text/splitStatements';
import { CedarDiagnostics } from './CedarDiagnostics';
import { isInvariantFile } from './invariantFiles';
import { InvariantReader, InvariantStatement } from './InvariantReader';

/** Reads the files below `invariants/`; those that are wrong become diagnostics. */
export function readInvariants(
  bundle: PolicyBundle,
  diagnostics: CedarDiagnostics,
): InvariantStatement[] {
  return bundle.files
    .filter(({ path }) => isInvariantFile(path))
    .flatMap(file => {
      const statement = readStatementOf(file, diagnostics);
      return statement
        ? new InvariantReader(bundle, file, statement, diagnostics).read()
        : [];
    });
}

function readStatementOf(
  file: PolicyFile,
  diagnostics: CedarDiagnostics,
): StatementText | undefined {
  if (diagnostics.addNesting(file, checkNesting(file.content))) {
    return undefined;
  }
  const [first, second, ...others] = splitStatements(file.content);
  if (first && !second) {
    return first;
  }
  diagnostics.add({
    severity: 'error',
    file: file.path,
    range:
      second &&
      rangeOfOffsets(
        file.content,
        second.offset,
        second.offset + second.text.length,
      ),
    source: 'portal',
    message: second
      ? `'${file.path}' holds ${
          others.length + 2
        } statements, and an invariant is one`
      : `'${file.path}' holds no statement`,
    help: second
      ? `Give each statement a file of its own below 'invariants/'.`
      : 'Write one permit or forbid statement with @title, @kind and @regulation, or remove the file.',
  });
  return undefined;
}
