import { AnalyzerVersions } from '@internal/plugin-policies-common';
import { AnalysisQuestion, PolicyBundle } from '@internal/plugin-policies-node';
import type { AskedTexts } from './allowUnknown';
import { Plan } from './Plan';

/** The revisions that a question is about; the one whose schema counts comes first. */
export function bundlesOf(question: AnalysisQuestion): PolicyBundle[] {
  return 'set' in question ? [question.set] : [question.second, question.first];
}

/** All that an answer depends on. */
export function askedOf(
  question: AnalysisQuestion,
  plan: Plan,
  texts: AskedTexts | undefined,
  versions: AnalyzerVersions | undefined,
) {
  const { principalType, actionUid, resourceType } = plan.environment;
  const { schema, first, second } = texts ?? plan;
  return [
    question.kind,
    [principalType, actionUid, resourceType],
    { schema, command: plan.command, first, second: second ?? null },
    versions ?? null,
  ];
}
