import { z } from 'zod';
import { evaluationRequestSchema } from '../authzen/types';
import { filePathSchema } from '../manifest/types';
import { LIMITS } from '../files/limits';
import { Diagnostic } from '../files/diagnostics';
import {
  CaseCounts,
  CaseResult,
  DeterminingPolicy,
  NotAppliedPolicy,
} from './sets';
import { RequestVocabulary } from './vocabulary';

/** A draft: the files of a set as they are in the editor, `policy-set.yaml` among them. */
export const draftSchema = z.object({
  files: z
    .array(z.object({ path: filePathSchema, content: z.string() }))
    .min(1)
    .max(LIMITS.filesPerSet),
});

/** Body of `POST /playground/evaluate`. */
export const playgroundEvaluateSchema = draftSchema.extend({
  /** Without it the draft is only checked. */
  request: evaluationRequestSchema.optional(),
});

/** Body of `POST /playground/live`. */
export const playgroundLiveSchema = z.object({
  set: z.string(),
  request: evaluationRequestSchema,
});

export type PlaygroundLiveRequest = z.infer<typeof playgroundLiveSchema>;
export type Draft = z.infer<typeof draftSchema>;
export type PlaygroundEvaluateRequest = z.infer<
  typeof playgroundEvaluateSchema
>;

/** What the engine says of one request on a draft. */
export interface PlaygroundDecision {
  outcome: 'allowed' | 'denied' | 'error';
  /** One sentence that says why. */
  reason: string;
  determining: DeterminingPolicy[];
  /** Policies that could not be evaluated, in the engine's words. */
  errors: Array<{ policy?: string; message: string }>;
  /** Policies that apply to the request by their scope but whose conditions did not hold. */
  notApplied: NotAppliedPolicy[];
  /** How the engine came to it, in its own form, a step a line; indented by two spaces a level. */
  trace?: string[];
  /** Time the engine took, in microseconds. */
  durationUs: number;
}

/** Answer of `POST /playground/evaluate`. */
export interface PlaygroundEvaluateResponse {
  /** Of all files; errors mean there is no decision. */
  diagnostics: Diagnostic[];
  vocabulary?: RequestVocabulary;
  /** Every statement of the draft with its place, for links into the editor. */
  policies: DeterminingPolicy[];
  decision?: PlaygroundDecision;
}

/** Lines of one file that took part in no decision, and those that did; lines count from 1. */
export interface FileCoverage {
  file: string;
  covered: number[];
  notCovered: number[];
}

/** How one test of the engine's own format ended, for example a rule `test_…` of Rego. */
export interface NativeTestResult {
  name: string;
  file?: string;
  status: 'passed' | 'failed' | 'skipped' | 'error';
  /** Why it did not pass, in the engine's words. */
  message?: string;
}

/**
 * Lines of `POST /playground/cases` (newline-delimited JSON): `start`, a `result` per case in order,
 * a `nativeTests` where the set has tests of its engine's own format, a `coverage` where the engine can
 * tell it, then `end`; or `invalid` alone when the draft does not compile.
 */
export type PlaygroundCaseEvent =
  | { type: 'start'; total: number }
  | { type: 'result'; index: number; result: CaseResult }
  | { type: 'nativeTests'; results: NativeTestResult[] }
  | { type: 'coverage'; files: FileCoverage[] }
  | { type: 'end'; counts: CaseCounts; durationMs: number }
  | { type: 'invalid'; diagnostics: Diagnostic[] };
