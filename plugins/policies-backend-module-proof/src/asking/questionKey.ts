import { createHash } from 'crypto';
import { AnalyzerVersions } from '@internal/plugin-policies-common';
import { AnalysisQuestion } from '@internal/plugin-policies-node';

/** Goes up whenever questions are planned or written in another way: what was answered before is asked again. */
const FORM = 2;

/**
 * Names a question by all that its answer depends on: what is asked, of which revisions, and who answers.
 *
 * @returns sha256 in hex
 */
export function questionKey(
  question: AnalysisQuestion,
  versions: AnalyzerVersions,
): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        FORM,
        question.kind,
        question.environment,
        ...('first' in question
          ? [question.first.revision, question.second.revision]
          : [question.set.revision]),
        'statement' in question ? question.statement : '',
        'invariant' in question ? question.invariant : '',
        versions.analyzer,
        versions.solver,
        versions.engine,
      ]),
    )
    .digest('hex');
}
