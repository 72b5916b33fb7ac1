import { z } from 'zod';
import { policyFileSchema } from '../files/diagnostics';
import { changeDetailSchema } from './changes';
import { revisionSchema } from '../names/revision';

export const rebaseConflictSchema = z.object({
  path: z.string(),
  content: z
    .string()
    .describe('The merged text, with the places in conflict between markers'),
  conflicts: z.int().min(0),
});

export const rebaseOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('rebased'), change: changeDetailSchema }),
  z.object({
    outcome: z.literal('conflicts'),
    base: revisionSchema
      .optional()
      .describe('Revision to give as base when the fixed files are pushed'),
    files: z.array(policyFileSchema),
    conflicts: z.array(rebaseConflictSchema),
  }),
]);

/** What is wrong with the files when a base that moved and the proposal do not fit together. */
export type RebaseConflict = z.infer<typeof rebaseConflictSchema>;
/** Outcome of `POST /changes/:id/rebase`. */
export type RebaseOutcome = z.infer<typeof rebaseOutcomeSchema>;
