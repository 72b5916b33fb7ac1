import { z } from 'zod';
import { caseResultSchema } from './cases';
import { revisionSchema } from '../names/revision';

const line = z.int().min(1);

export const differenceLineSchema = z.object({
  kind: z.enum(['same', 'added', 'removed']),
  text: z.string(),
  before: line.optional().describe('Its number before, where it was there'),
  after: line.optional().describe('Its number after, where it is there'),
});

export const differenceHunkSchema = z.object({
  lines: z.array(differenceLineSchema),
});

export const fileDifferenceSchema = z.object({
  path: z.string(),
  status: z.enum(['added', 'removed', 'changed']),
  hunks: z.array(differenceHunkSchema),
});

export const policyDifferenceSchema = z.object({
  policy: z.string(),
  title: z.string(),
  status: z.enum(['added', 'removed', 'changed']),
  aspects: z
    .array(z.string())
    .describe(
      'What changed, in words: the rule, its title, its regulations, its lifecycle',
    ),
  regulations: z.array(z.string()),
});

export const caseOutcomeSchema = caseResultSchema.pick({
  status: true,
  decision: true,
  policies: true,
});

export const caseFlipSchema = z.object({
  name: z.string(),
  before: caseOutcomeSchema.optional(),
  after: caseOutcomeSchema.optional(),
  status: z
    .enum(['added', 'removed', 'flipped', 'broken', 'fixed', 'changed'])
    .describe(
      '`flipped`: another decision; `broken`: passed and does not any more; `fixed`: the reverse',
    ),
});

export const changeDifferenceSchema = z.object({
  base: revisionSchema.optional(),
  revision: revisionSchema,
  files: z.array(fileDifferenceSchema),
  policies: z.array(policyDifferenceSchema),
  actions: z
    .array(z.string())
    .describe('Of statements that differ, and of requests that flip'),
  resourceTypes: z
    .array(z.string())
    .describe(
      'AuthZEN types of statements that differ, and of requests that flip',
    ),
  cases: z.array(caseFlipSchema),
  casesProblem: z
    .string()
    .optional()
    .describe('Why cases could not be compared'),
});

/** One line of a text difference. */
export type DifferenceLine = z.infer<typeof differenceLineSchema>;
/** Lines that belong together, with some around them. */
export type DifferenceHunk = z.infer<typeof differenceHunkSchema>;
export type FileDifference = z.infer<typeof fileDifferenceSchema>;
export type PolicyDifference = z.infer<typeof policyDifferenceSchema>;
export type CaseFlip = z.infer<typeof caseFlipSchema>;
/** A change by text and by meaning. */
export type ChangeDifference = z.infer<typeof changeDifferenceSchema>;
