import { z } from 'zod';
import { evaluationRequestSchema } from '../authzen/types';
import { diagnosticSchema } from '../files/diagnostics';
import { LIMITS } from '../files/limits';
import { filePathSchema } from '../manifest/types';
import { caseCountsSchema, caseResultSchema } from './cases';
import {
  determiningPolicySchema,
  notAppliedPolicySchema,
} from './explanations';
import { requestVocabularySchema } from './vocabulary';

/** A draft: the files of a set as they are in the editor, `policy-set.yaml` among them. */
export const draftSchema = z.object({
  files: z
    .array(z.object({ path: filePathSchema, content: z.string() }))
    .min(1)
    .max(LIMITS.filesPerSet)
    .describe('The files of a set, `policy-set.yaml` among them'),
});

/** Body of `POST /playground/evaluate`. */
export const playgroundEvaluateSchema = draftSchema.extend({
  request: evaluationRequestSchema
    .optional()
    .describe('Without it the draft is only checked'),
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

export const playgroundDecisionSchema = z.object({
  outcome: z.enum(['allowed', 'denied', 'error']),
  reason: z.string().describe('One sentence that says why'),
  determining: z.array(determiningPolicySchema),
  errors: z
    .array(z.object({ policy: z.string().optional(), message: z.string() }))
    .describe("Policies that could not be evaluated, in the engine's words"),
  notApplied: z
    .array(notAppliedPolicySchema)
    .describe(
      'Policies that apply to the request by their scope but whose conditions did not hold',
    ),
  trace: z
    .array(z.string())
    .optional()
    .describe(
      'How the engine came to it, in its own form, a step a line; indented by two spaces a level',
    ),
  durationUs: z
    .number()
    .min(0)
    .describe('Time the engine took, in microseconds'),
});

export const playgroundEvaluateResponseSchema = z.object({
  diagnostics: z
    .array(diagnosticSchema)
    .describe('Of all files; errors mean there is no decision'),
  vocabulary: requestVocabularySchema.optional(),
  policies: z
    .array(determiningPolicySchema)
    .describe(
      'Every statement of the draft with its place, for links into the editor',
    ),
  decision: playgroundDecisionSchema.optional(),
});

const line = z.int().min(1);

export const fileCoverageSchema = z
  .object({
    file: z.string(),
    covered: z.array(line),
    notCovered: z.array(line),
  })
  .describe('Lines that took part in a decision, and those that did not');

export const nativeTestResultSchema = z
  .object({
    name: z.string(),
    file: z.string().optional(),
    status: z.enum(['passed', 'failed', 'skipped', 'error']),
    message: z
      .string()
      .optional()
      .describe("Why it did not pass, in the engine's words"),
  })
  .describe("A test of the engine's own format");

export const playgroundCaseEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), total: z.int().min(0) }),
  z.object({
    type: z.literal('result'),
    index: z.int().min(0),
    result: caseResultSchema,
  }),
  z.object({
    type: z.literal('nativeTests'),
    results: z.array(nativeTestResultSchema),
  }),
  z.object({ type: z.literal('coverage'), files: z.array(fileCoverageSchema) }),
  z.object({
    type: z.literal('end'),
    counts: caseCountsSchema,
    durationMs: z.number().min(0),
  }),
  z.object({
    type: z.literal('invalid'),
    diagnostics: z.array(diagnosticSchema),
  }),
]);

/** What the engine says of one request on a draft. */
export type PlaygroundDecision = z.infer<typeof playgroundDecisionSchema>;
/** Answer of `POST /playground/evaluate`. */
export type PlaygroundEvaluateResponse = z.infer<
  typeof playgroundEvaluateResponseSchema
>;
/** Lines of one file that took part in no decision, and those that did; lines count from 1. */
export type FileCoverage = z.infer<typeof fileCoverageSchema>;
/** How one test of the engine's own format ended, for example a rule `test_…` of Rego. */
export type NativeTestResult = z.infer<typeof nativeTestResultSchema>;
/**
 * Lines of `POST /playground/cases` (newline-delimited JSON): `start`, a `result` per case in order,
 * a `nativeTests` where the set has tests of its engine's own format, a `coverage` where the engine can
 * tell it, then `end`; or `invalid` alone when the draft does not compile.
 */
export type PlaygroundCaseEvent = z.infer<typeof playgroundCaseEventSchema>;
