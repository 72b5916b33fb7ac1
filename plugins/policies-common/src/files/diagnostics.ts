import { z } from 'zod';

const place = z.int().min(1);

export const fileRangeSchema = z
  .object({
    startLine: place,
    startColumn: place,
    endLine: place,
    endColumn: place,
  })
  .describe(
    'Lines and columns count from 1, columns in UTF-16 units; the end is exclusive',
  );

export const diagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  file: z
    .string()
    .optional()
    .describe(
      "Path inside the set's folder; absent when it concerns the set as a whole",
    ),
  range: fileRangeSchema.optional(),
  message: z.string().describe('What is wrong, naming the thing in quotes'),
  help: z.string().optional().describe('How to fix it'),
  source: z
    .string()
    .describe(
      '`portal` for the contract of the folder, else the engine whose own words the message holds',
    ),
});

export const policyFileSchema = z.object({
  path: z
    .string()
    .min(1)
    .max(255)
    .describe('Relative to the folder of the set, with forward slashes'),
  content: z.string(),
});

/** A place in a file. */
export type FileRange = z.infer<typeof fileRangeSchema>;
/** Something to fix in the files of a set. */
export type Diagnostic = z.infer<typeof diagnosticSchema>;
/** A text file of a policy set. */
export type PolicyFile = z.infer<typeof policyFileSchema>;
