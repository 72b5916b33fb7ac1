import { z } from 'zod';

const count = z.int().min(0);

export const checkNameSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,29}$/,
    'a check is named in lower case, words joined by hyphens, at most 30 characters',
  )
  .describe(
    '`validation`, `cases`, `native-tests`, `house-rules`, `impact`, or a name that a feature adds',
  );

export const checkStateSchema = z
  .enum([
    'queued',
    'running',
    'passed',
    'failed',
    'skipped',
    'cancelled',
    'error',
  ])
  .describe(
    '`skipped`: there was nothing to check; `error`: it could not be told, as when an engine is down, and a re-run may help',
  );

export const changeCheckSchema = z.object({
  name: checkNameSchema,
  title: z.string().describe('What people read'),
  state: checkStateSchema,
  blocking: z
    .boolean()
    .describe(
      'Whether it must pass, or have nothing to check, before the change can be published',
    ),
  summary: z
    .string()
    .optional()
    .describe('One sentence: how it ended, or how far it is'),
  log: z.array(z.string()).describe('What it found, a line each'),
  report: z
    .unknown()
    .optional()
    .describe(
      'What it found in a form of its own: of `proof` and `invariants` as `ProofReport` and `InvariantReport` say; absent for `impact`, which the change itself tells',
    ),
  startedAt: z.iso.datetime().optional(),
  durationMs: z.number().min(0).optional(),
});

export const checkCountsSchema = z.object({
  pending: count.describe('Queued or running'),
  passed: count.describe('Passed or skipped'),
  failed: count.describe('Ended otherwise'),
});

/** How a check of a change does. */
export type CheckState = z.infer<typeof checkStateSchema>;
/** One check of the proposed revision. */
export type ChangeCheck = z.infer<typeof changeCheckSchema>;
/** Counts of the checks of a change. */
export type CheckCounts = z.infer<typeof checkCountsSchema>;
