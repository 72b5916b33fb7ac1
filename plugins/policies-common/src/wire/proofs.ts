import { z } from 'zod';
import { evaluationRequestSchema } from '../authzen/types';
import { policyFileSchema } from '../files/diagnostics';
import { determiningPolicySchema } from './explanations';
import { revisionSchema } from '../names/revision';

const count = z.int().min(0);

export const analyzerVersionsSchema = z
  .object({
    analyzer: z.string().describe('Program and version that asks'),
    solver: z.string().describe('Program and version that decides'),
    engine: z
      .string()
      .describe('Version of the engine that confirms each counterexample'),
  })
  .describe('What an answer comes from');

export const analyzerStatusSchema = z.object({
  state: z.enum(['ready', 'missing', 'faulty']),
  versions: analyzerVersionsSchema.optional(),
  message: z
    .string()
    .optional()
    .describe('Why it cannot be asked, and what to do'),
});

export const requestEnvironmentSchema = z
  .object({
    subject: z.string().describe('AuthZEN type'),
    action: z.string(),
    resource: z.string().describe('AuthZEN type'),
  })
  .describe('One kind of request that the schema of a set admits');

export const counterexampleSchema = z
  .object({
    request: evaluationRequestSchema,
    entities: policyFileSchema
      .optional()
      .describe(
        'File that takes the place of the stored entities, where the request needs others than those',
      ),
    before: z
      .boolean()
      .optional()
      .describe('Whether the engine allows it on the base'),
    after: z.boolean().describe('Whether the engine allows it as proposed'),
    policies: z
      .array(z.string())
      .describe('Policies that decide it as proposed; of the base where none'),
  })
  .describe('A request that the engine itself decided, as told here');

export const proofStateSchema = z
  .enum(['proven', 'searched', 'found', 'undecided'])
  .describe(
    '`proven`: there is no such request; `searched`: none was found among those that were tried; `found`: here is one; `undecided`: it is not known',
  );

const directionSchema = z.object({
  state: proofStateSchema,
  counterexample: counterexampleSchema.optional(),
  because: z
    .string()
    .optional()
    .describe(
      'Why it is undecided, in a sentence that names what is in the way',
    ),
  key: z
    .string()
    .optional()
    .describe('sha256, in hex, over question, texts and versions'),
});

export const environmentProofSchema = z.object({
  environment: requestEnvironmentSchema,
  wider: directionSchema.describe('Whether something denied becomes allowed'),
  tighter: directionSchema.describe('Whether something allowed becomes denied'),
});

export const proofVerdictSchema = z
  .enum(['equal', 'tighter', 'wider', 'both', 'undecided'])
  .describe(
    'Of all environments together: `tighter` where nothing denied becomes allowed and something allowed is denied; `undecided` as soon as one direction of one environment is and the rest does not settle it',
  );

export const proofReportSchema = z.object({
  verdict: proofVerdictSchema,
  way: z
    .enum(['proven', 'searched'])
    .describe('`proven` where an analyzer was asked'),
  sentence: z.string().describe('What people read first'),
  versions: analyzerVersionsSchema.optional(),
  searched: count.optional().describe('Requests that were tried'),
  unproven: z
    .array(z.string())
    .describe(
      'What else of the change may decide otherwise and no proof is about, such as stored entities; a sentence each',
    ),
  environments: z.array(environmentProofSchema),
  base: revisionSchema.optional(),
  revision: revisionSchema,
});

export const proofFindingSchema = z.object({
  kind: z.enum([
    'never-matches',
    'removable',
    'can-fail',
    'allows-everything',
    'denies-everything',
  ]),
  statement: determiningPolicySchema
    .optional()
    .describe('Statement it is about; absent for a whole environment'),
  environment: requestEnvironmentSchema.optional(),
  message: z.string().describe('What was found, in a sentence'),
  help: z.string().describe('What to do'),
  counterexample: counterexampleSchema.optional(),
});

/** What an answer of an analyzer comes from. */
export type AnalyzerVersions = z.infer<typeof analyzerVersionsSchema>;
/** Whether requests can be decided about all at once. */
export type AnalyzerStatus = z.infer<typeof analyzerStatusSchema>;
/** One kind of request: principal type, action, resource type. */
export type RequestEnvironment = z.infer<typeof requestEnvironmentSchema>;
/** A request that shows that something does not hold. */
export type Counterexample = z.infer<typeof counterexampleSchema>;
/** How well it is known that there is no request of some sort. */
export type ProofState = z.infer<typeof proofStateSchema>;
/** How two revisions compare in one environment. */
export type EnvironmentProof = z.infer<typeof environmentProofSchema>;
/** How two revisions compare. */
export type ProofVerdict = z.infer<typeof proofVerdictSchema>;
/**
 * Whether owners should do something about a finding. That something is always denied is what most sets want of
 * most of what can be asked.
 */
export function isFlaw({ kind }: Pick<ProofFinding, 'kind'>): boolean {
  return kind !== 'denies-everything';
}

/** Report of the check `proof`. */
export type ProofReport = z.infer<typeof proofReportSchema>;
/** Something about a set that its owner would want to know. */
export type ProofFinding = z.infer<typeof proofFindingSchema>;
