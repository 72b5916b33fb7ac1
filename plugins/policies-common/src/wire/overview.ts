import { z } from 'zod';
import { decisionRecordSchema } from './decisions';
import { policySetSummarySchema } from './sets';

const count = z.int().min(0);

export const registryErrorSchema = z
  .object({
    source: z.string(),
    set: z
      .string()
      .optional()
      .describe('The set that keeps serving, whose page tells it too'),
    message: z.string(),
    help: z.string().optional(),
  })
  .describe(
    'What a source holds that could not be registered, or that touches a set which keeps serving',
  );

export const overviewSchema = z.object({
  counts: z.object({
    sets: count,
    policies: count,
    cases: count,
    failedCases: count,
    brokenSets: count,
    domains: count,
    engines: count,
    decisions24h: count.describe(
      'Decisions of the last 24 hours in the decision log',
    ),
    denied24h: count,
    leftOut24h: count.describe(
      'Of these decisions, those that are counted and have no entry, as the log had no room for them',
    ),
  }),
  troubledSets: z
    .array(policySetSummarySchema)
    .max(20)
    .describe('Sets with errors or failed cases, worst first'),
  recentDecisions: z
    .array(decisionRecordSchema)
    .max(10)
    .describe('Newest first'),
  registryErrors: z
    .array(registryErrorSchema)
    .describe(
      'What was found in sources beside valid sets, for example two folders with one name',
    ),
  refreshedAt: z.iso
    .datetime()
    .optional()
    .describe('When all sources were last read'),
  failedFeatures: z
    .array(z.string())
    .optional()
    .describe(
      'Names of features that could not start, such as `changes`: what they do is missing. Absent where all did',
    ),
  reading: z
    .object({
      checking: z
        .array(z.string())
        .describe('Names of sets whose engine has not answered yet'),
    })
    .optional()
    .describe(
      'There until the first read of the sources after a start has ended: what is missing may be loading',
    ),
});

/** What the home page tells. */
export type Overview = z.infer<typeof overviewSchema>;
/** Something a source holds that could not be registered, or that touches a set which keeps serving. */
export type RegistryError = z.infer<typeof registryErrorSchema>;
