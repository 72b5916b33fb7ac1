import { z } from 'zod';
import { diagnosticSchema, policyFileSchema } from '../files/diagnostics';
import { caseResultSchema } from './cases';
import { fileAccountSchema } from './files';
import { JOURNEY_STEPS } from './journeyFields';

export const journeyFieldSchema = z.object({
  value: z.string().nullable().describe('Null: taken away, as a deleted file'),
  version: z.int().min(0).describe('Goes up with every write of this field'),
  by: z.string(),
  at: z.iso.datetime(),
});

const fields = z
  .record(z.string(), journeyFieldSchema)
  .describe(
    'By name: a field, a file as `file:<path>`, an action of the template as `action:<name>`',
  );

export const journeyActionsSchema = z
  .object({
    edit: z
      .boolean()
      .describe('Write in it, import into it, and ask for review'),
    manage: z
      .boolean()
      .describe(
        'Invite people, and take it away while nothing of it is published',
      ),
  })
  .describe('What the caller may do');

export const journeySchema = z.object({
  id: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  fields,
  people: z
    .array(z.string())
    .describe('Entity references of the people that were invited to write'),
  change: z
    .string()
    .optional()
    .describe('Id of the change that registers the set'),
  published: z
    .string()
    .optional()
    .describe(
      'Id of the last change of the journey that was published; from then on its domain and owner are settled',
    ),
  may: journeyActionsSchema,
  repository: z
    .string()
    .optional()
    .describe(
      'Repository to which it can be pushed as a branch, where one is configured',
    ),
});

export const journeyBranchStateSchema = z
  .enum(['open', 'merged', 'moved', 'gone', 'unknown'])
  .describe(
    '`open` as it was pushed; `merged` into the base branch; `moved`: others pushed to it, or it was force-pushed; `gone`: deleted without a merge, as when a pull request was closed; `unknown`: the host cannot be asked now',
  );

export const journeyBranchSchema = z.object({
  repository: z.string(),
  branch: z.string(),
  commit: z.string(),
  state: journeyBranchStateSchema,
  message: z
    .string()
    .optional()
    .describe('What it means and how to go on; absent while it is open'),
});

export const journeyConflictSchema = z.object({
  field: z.string(),
  mine: z.string().nullable().describe('What was sent and not saved'),
  theirs: journeyFieldSchema.describe('What is saved'),
});

export const journeySavedSchema = z.object({
  fields,
  conflicts: z.array(journeyConflictSchema),
});

export const journeyProblemSchema = z.object({
  step: z.enum(JOURNEY_STEPS),
  message: z.string(),
  field: z
    .string()
    .optional()
    .describe(
      'The field whose answer cannot be taken; absent for what is still missing',
    ),
});

export const journeyPreviewSchema = z.object({
  files: z
    .array(policyFileSchema)
    .describe(
      'Files of the set as they would be registered; empty while too little is known',
    ),
  account: z
    .array(fileAccountSchema)
    .describe(
      'What each file is read as, those too that were left out of the set; empty while too little is known',
    ),
  diagnostics: z.array(diagnosticSchema),
  cases: z.array(caseResultSchema),
  problems: z.array(journeyProblemSchema),
  durationMs: z.number().min(0),
});

/** One field of a journey as it is saved. */
export type JourneyField = z.infer<typeof journeyFieldSchema>;
export type JourneyActions = z.infer<typeof journeyActionsSchema>;
/** One domain's onboarding, saved on the server at each keystroke. */
export type Journey = z.infer<typeof journeySchema>;
/** What became of the branch of a journey. */
export type JourneyBranchState = z.infer<typeof journeyBranchStateSchema>;
/** The branch of a journey in the configured repository. */
export type JourneyBranch = z.infer<typeof journeyBranchSchema>;
/** A field that two people wrote at the same time. */
export type JourneyConflict = z.infer<typeof journeyConflictSchema>;
/** Answer of `PATCH /journeys/:id`: what did not collide is saved. */
export type JourneySaved = z.infer<typeof journeySavedSchema>;
/** Something that a step still needs, or an answer that cannot be taken. */
export type JourneyProblem = z.infer<typeof journeyProblemSchema>;
/** What the fields of a journey come to. */
export type JourneyPreview = z.infer<typeof journeyPreviewSchema>;
