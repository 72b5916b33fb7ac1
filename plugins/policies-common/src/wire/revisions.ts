import { z } from 'zod';
import { policyFileSchema } from '../files/diagnostics';
import { revisionSchema } from '../names/revision';

export const revisionSummarySchema = z.object({
  set: z.string(),
  revision: revisionSchema,
  createdAt: z.iso.datetime().describe('When it was first registered'),
  active: z.boolean(),
  source: z.string(),
  fileCount: z.int().min(1),
});

export const revisionDetailSchema = revisionSummarySchema.extend({
  files: z.array(policyFileSchema),
});

/** An immutable, content-addressed version of a set. */
export type RevisionSummary = z.infer<typeof revisionSummarySchema>;
/** A revision with its files. */
export type RevisionDetail = z.infer<typeof revisionDetailSchema>;
