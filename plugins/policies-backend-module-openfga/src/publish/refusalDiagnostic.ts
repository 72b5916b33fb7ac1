import { Diagnostic } from '@internal/plugin-policies-common';
import { lineRange, problem } from '../files/problem';
import { MODEL_FILE } from '../files/readModel';
import { SetFiles } from '../files/readSetFiles';
import { TUPLES_FILE } from '../files/readTuples';
import { FgaRefusal } from '../server/FgaRefusal';

/** What the server refuses, at the relation, condition or file it names. */
export function refusalDiagnostic(
  { code, message }: FgaRefusal,
  { model }: SetFiles,
): Diagnostic {
  const [, type, relation] =
    /'?([\w-]+)#([\w-]+)'?/.exec(message) ??
    /relation '([\w-]+)'.*type '([\w-]+)'/.exec(message)?.toReversed() ??
    [];
  const condition = /condition '?([\w-]+)'?/.exec(message)?.[1];
  return problem({
    file: /tuple|write_failed/i.test(code) ? TUPLES_FILE : MODEL_FILE,
    source: 'openfga',
    message,
    help: condition
      ? `Fix condition '${condition}'.`
      : 'Fix what OpenFGA names.',
    range:
      (relation && model.definition(type, relation)?.range) ||
      (condition && model.conditionRange(condition)) ||
      lineRange(1, 1),
  });
}
