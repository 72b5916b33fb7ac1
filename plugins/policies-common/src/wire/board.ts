import { z } from 'zod';

const count = z.int().min(0);

export const journeyStageSchema = z.enum([
  'started',
  'validating',
  'piloting',
  'live',
  'needs-attention',
]);

export const checklistItemSchema = z.object({
  id: z.enum([
    'owner',
    'validates',
    'cases',
    'coverage',
    'stale-cases',
    'consumers',
    'first-decisions',
    'callers',
    'drift',
    'runbook',
    'findings',
  ]),
  title: z.string(),
  state: z.enum(['done', 'todo', 'attention']),
  detail: z.string().describe('What was seen'),
  help: z
    .string()
    .optional()
    .describe('What to do next; absent when it is done'),
});

export const boardRowSchema = z.object({
  domain: z.string().describe('Entity reference, or what was typed so far'),
  title: z.string(),
  owner: z.string().optional(),
  stage: journeyStageSchema,
  set: z.string().optional().describe('Registered set'),
  journey: z.string().optional(),
  change: z.string().optional(),
  checklist: z.array(checklistItemSchema),
  updatedAt: z.iso.datetime(),
});

export const scorecardSchema = z.object({
  set: z.string(),
  stage: journeyStageSchema,
  checklist: z.array(checklistItemSchema),
  intended: z
    .array(z.string())
    .describe(
      'Components that its journey chose as consumers and whose catalog files do not say so yet',
    ),
});

export const boardSchema = z.object({
  items: z.array(boardRowSchema),
  total: count,
  stages: z.record(journeyStageSchema, count),
});

/** How far a domain is. */
export type JourneyStage = z.infer<typeof journeyStageSchema>;
/** One thing a domain has to have, as evidence tells. */
export type ChecklistItem = z.infer<typeof checklistItemSchema>;
/** A row of the onboarding board: a journey, a registered set, or both. */
export type BoardRow = z.infer<typeof boardRowSchema>;
/** What one registered set has of what it should have. */
export type Scorecard = z.infer<typeof scorecardSchema>;
/** The onboarding board. */
export type Board = z.infer<typeof boardSchema>;
