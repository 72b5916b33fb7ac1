import { z } from 'zod';
import { diagnosticSchema } from '../files/diagnostics';
import { lifecycleSchema } from '../manifest/types';
import { callerSchema } from './caller';
import { caseCountsSchema } from './cases';
import { fileAccountSchema } from './files';
import { policySummarySchema } from './policies';
import { revisionSchema } from '../names/revision';
import { requestVocabularySchema } from './vocabulary';

export const setHealthSchema = z.enum(['healthy', 'broken']);

export const policySetSummarySchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  domain: z.string().describe('Entity reference'),
  owner: z.string().describe('Entity reference'),
  lifecycle: lifecycleSchema,
  engine: z.string(),
  resourceTypes: z.array(z.string()),
  policyCount: z.int().min(0),
  revision: revisionSchema
    .optional()
    .describe('The active revision; absent while none was ever valid'),
  activatedAt: z.iso
    .datetime()
    .optional()
    .describe('When the active revision became active'),
  health: setHealthSchema,
  errorCount: z
    .int()
    .min(0)
    .describe('Errors of the newest files, when they do not compile'),
  cases: caseCountsSchema,
});

export const observedConsumerSchema = z.object({
  caller: callerSchema,
  decisions: z.int().min(0),
  lastSeen: z.iso.datetime().describe('When it last got a decision'),
});

export const policySetDetailSchema = policySetSummarySchema.extend({
  policies: z.array(policySummarySchema),
  types: z
    .record(z.string(), z.string())
    .describe('AuthZEN type to type of the engine'),
  source: z.string().describe('Where the files come from: a folder or a URL'),
  diagnostics: z
    .array(diagnosticSchema)
    .describe(
      'Of the newest files: errors (then an older revision serves) and warnings',
    ),
  files: z
    .array(fileAccountSchema)
    .describe('Those of the active revision; empty while there is none'),
  vocabulary: requestVocabularySchema.optional(),
  observedConsumers: z
    .array(observedConsumerSchema)
    .describe('Callers seen in the decision log'),
});

export type SetHealth = z.infer<typeof setHealthSchema>;
/** A policy set as lists show it. */
export type PolicySetSummary = z.infer<typeof policySetSummarySchema>;
/** A policy set with what its page shows. */
export type PolicySetDetail = z.infer<typeof policySetDetailSchema>;
/** A caller seen in the decision log of a set. */
export type ObservedConsumer = z.infer<typeof observedConsumerSchema>;
