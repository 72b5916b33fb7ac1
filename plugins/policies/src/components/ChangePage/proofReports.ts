import {
  ChangeCheck,
  ChangeDetail,
  InvariantReport,
  invariantReportSchema,
  ProofReport,
  proofReportSchema,
} from '@internal/plugin-policies-common';

/** A check that tells what it found in a form of its own. */
export interface ReportedCheck<Report> {
  check: ChangeCheck;
  /** Undefined while it runs, and where it could not tell. */
  report?: Report;
}

/** The check that compares the proposed revision with its base for all requests; undefined where nothing does. */
export function proofOf(
  change: ChangeDetail,
): ReportedCheck<ProofReport> | undefined {
  const check = change.checkResults.find(({ name }) => name === 'proof');
  return check && { check, report: readReport(check, proofReportSchema) };
}

/** The check that asks whether the proposed revision keeps its invariants. */
export function invariantsOf(
  change: ChangeDetail,
): ReportedCheck<InvariantReport> | undefined {
  const check = change.checkResults.find(({ name }) => name === 'invariants');
  return check && { check, report: readReport(check, invariantReportSchema) };
}

function readReport<Report>(
  { report, state }: ChangeCheck,
  schema: {
    safeParse(value: unknown): { success: boolean; data?: Report };
  },
): Report | undefined {
  // While it runs, what it found the last time may be about other files.
  return state === 'queued' || state === 'running'
    ? undefined
    : schema.safeParse(report).data;
}
