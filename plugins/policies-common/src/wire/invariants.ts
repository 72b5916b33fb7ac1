import { z } from 'zod';
import { fileRangeSchema } from '../files/diagnostics';
import { draftSchema } from './playground';
import { diagnosticSchema } from '../files/diagnostics';
import {
  analyzerStatusSchema,
  analyzerVersionsSchema,
  counterexampleSchema,
  proofFindingSchema,
} from './proofs';
import { revisionSchema } from '../names/revision';

export const INVARIANT_KINDS = ['never', 'at most', 'at least'] as const;

export const invariantKindSchema = z
  .enum(INVARIANT_KINDS)
  .describe(
    '`never`: no request that it matches is allowed; `at most`: whatever is allowed in its scope, it matches; `at least`: whatever it matches is allowed',
  );

export const invariantSchema = z
  .object({
    name: z.string().describe('File below `invariants/`, without its ending'),
    title: z.string(),
    kind: invariantKindSchema,
    regulations: z.array(z.string()),
    policies: z
      .array(z.string())
      .describe('Policies of the set that it names as those that keep it'),
    file: z.string(),
    range: fileRangeSchema.optional(),
    text: z.string().describe('The statement as written'),
  })
  .describe('A statement that every revision of a set must keep');

export const invariantProofSchema = z.object({
  invariant: invariantSchema,
  state: z
    .enum(['proven', 'searched', 'broken', 'undecided', 'empty'])
    .describe(
      '`empty`: the schema admits no request that it is about; `searched`: no request breaks it among those that were tried; `broken`: the counterexample does',
    ),
  counterexample: counterexampleSchema.optional(),
  searched: z.int().min(0).optional().describe('Requests that were tried'),
  because: z.string().optional().describe('Why it is undecided'),
  sentence: z.string().describe('What people read first'),
  key: z
    .string()
    .optional()
    .describe('sha256, in hex, over questions, texts and versions'),
});

/** Report of the check `invariants`. */
export const invariantReportSchema = z.object({
  invariants: z.array(invariantProofSchema),
  versions: analyzerVersionsSchema
    .optional()
    .describe('Absent where no analyzer was asked'),
  warnings: z
    .array(z.string())
    .optional()
    .describe(
      'Invariants of the base that the change takes away, rewrites, or has ask about fewer kinds of requests; a sentence each',
    ),
  revision: revisionSchema,
});

export const setProofSchema = z.object({
  set: z.string(),
  revision: revisionSchema.optional(),
  state: z
    .enum(['waiting', 'done'])
    .describe('`waiting`: it is being looked at, or about to be'),
  analyzer: analyzerStatusSchema
    .optional()
    .describe('Absent where the language of the set has none'),
  checkedAt: z.iso.datetime().optional(),
  invariants: z.array(invariantProofSchema),
  findings: z
    .array(proofFindingSchema)
    .optional()
    .describe('Absent where nothing can be told without an analyzer'),
  limits: z
    .array(z.string())
    .describe(
      'Why not everything is proven, such as a set without a schema; a sentence each',
    ),
});

/** Body of `POST /playground/proof`. */
export const playgroundProofSchema = draftSchema.extend({
  parts: z
    .array(z.enum(['invariants', 'findings']))
    .min(1)
    .optional()
    .describe('By default both'),
});

export const playgroundProofResponseSchema = setProofSchema
  .omit({ set: true, state: true, checkedAt: true })
  .extend({
    diagnostics: z
      .array(diagnosticSchema)
      .describe('Errors mean that nothing else is told'),
  });

export const setInvariantSchema = invariantProofSchema.extend({
  set: z.string(),
  setTitle: z.string(),
});

export const invariantListSchema = z.object({
  items: z.array(setInvariantSchema),
});

export const invariantQuerySchema = z.object({
  set: z.string().optional(),
  regulation: z
    .string()
    .optional()
    .describe('Its own name, which covers its parts'),
  policy: z.string().optional().describe('Name of a policy, with `set`'),
});

/** What an invariant says of the requests that it matches. */
export type InvariantKind = z.infer<typeof invariantKindSchema>;
/** A statement that every revision of a set must keep. */
export type Invariant = z.infer<typeof invariantSchema>;
/** Whether a revision keeps an invariant. */
export type InvariantProof = z.infer<typeof invariantProofSchema>;
/** Report of the check `invariants`. */
export type InvariantReport = z.infer<typeof invariantReportSchema>;
/** What is known of the active revision of a set for all requests. */
export type SetProof = z.infer<typeof setProofSchema>;
export type PlaygroundProofRequest = z.infer<typeof playgroundProofSchema>;
/** What is known of a draft for all requests. */
export type PlaygroundProofResponse = z.infer<
  typeof playgroundProofResponseSchema
>;
/** An invariant with the set it belongs to. */
export type SetInvariant = z.infer<typeof setInvariantSchema>;
export type InvariantQuery = z.infer<typeof invariantQuerySchema>;
export type InvariantList = z.infer<typeof invariantListSchema>;
