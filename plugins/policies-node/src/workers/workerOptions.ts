import { availableParallelism } from 'os';
import { z } from 'zod';

/** Options of engines that run in worker threads. */
export const workerOptionsSchema = z.strictObject({
  liveWorkers: z
    .int()
    .min(1)
    .max(64)
    .default(() => Math.min(4, availableParallelism())),
  draftWorkers: z.int().min(1).max(16).default(2),
  decisionTimeoutMs: z.int().min(50).default(2_000),
  compileTimeoutMs: z.int().min(500).default(20_000),
  draftTimeoutMs: z.int().min(50).default(5_000),
  workerMemoryMb: z.int().min(64).default(512),
});

/** See `config.d.ts` of an embedded driver for what they mean. */
export type WorkerOptions = z.infer<typeof workerOptionsSchema>;
