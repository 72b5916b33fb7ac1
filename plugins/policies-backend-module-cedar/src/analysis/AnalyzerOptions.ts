import { z } from 'zod';

/** Options of `policies.engines.<name>.analyzer`; see `config.d.ts` for what they mean. */
export const analyzerOptionsSchema = z.strictObject({
  binary: z.string().min(1).optional(),
  solver: z.string().min(1).optional(),
  atOnce: z.int().min(1).max(16).default(1),
  memoryMb: z.int().min(256).default(1_024),
  timeoutSeconds: z.int().min(1).max(600).default(60),
});

export type AnalyzerOptions = z.infer<typeof analyzerOptionsSchema>;
