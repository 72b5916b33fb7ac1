import { createHash } from 'crypto';
import { AnalyzerVersions } from '@internal/plugin-policies-common';
import { AnalysisQuestion } from '@internal/plugin-policies-node';

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
