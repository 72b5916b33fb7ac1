import { z } from 'zod';
import { personRefSchema } from '../manifest/readBrought';
import { filePathSchema } from '../manifest/types';
import { explainInvisible } from '../text/visibleText';
import { Diagnostic, PolicyFile } from '../files/diagnostics';
import { FileAccount } from './files';
import { LIMITS } from '../files/limits';
import { CaseResult } from './sets';

/** Fields of a journey that are not files. All are text; lists are JSON. */
export const JOURNEY_FIELDS = [
  /** Entity name of the domain, and what a new one is called. */
  'domain',
  'domainTitle',
  'domainDescription',
  /** Entity reference of the owning group, and what a new one is called. */
  'owner',
  'ownerTitle',
  /** JSON: entity references of the people of a new group. */
  'ownerMembers',
  /** `template` or `import`. */
  'start',
  'template',
  'subjectType',
  'resourceType',
  /** Actions of an import, separated by commas: cases are generated of them. */
  'actions',
  'engine',
  'set',
  'title',
  /** JSON: entity references of components that will ask. */
  'consumers',
  /** JSON: the request that is tried. */
  'request',
  /** URL of what to do when decisions go wrong. */
  'runbook',
  /** JSON: paths that were imported and that no set has, such as those of `.git/`. */
  'leftOut',
] as const;

export type JourneyFieldName = (typeof JOURNEY_FIELDS)[number];

/**
 * Fields that say which domain and group the catalog gets. They are settled once a change of the journey
 * was published: from then on a change of the set, with its approvals, changes them.
 */
export const SETTLED_FIELDS: readonly string[] = [
  'domain',
  'domainTitle',
  'domainDescription',
  'owner',
  'ownerTitle',
  'ownerMembers',
] satisfies JourneyFieldName[];

/** Fields that never become part of a push. */
export const UNPUSHED_FIELDS: readonly string[] = [
  'consumers',
  'request',
  'leftOut',
] satisfies JourneyFieldName[];

/** Prefix of fields that hold files of the set: what a person wrote over the template, or imported. */
export const FILE_FIELD = 'file:';

/** Prefix of fields that hold what the domain calls an action of the template: names, separated by commas. */
export const ACTION_FIELD = 'action:';

/** One field of a journey as it is saved. */
export interface JourneyField {
  /** Null: taken away, as a deleted file. */
  value: string | null;
  /** Goes up with every write of this field. */
  version: number;
  by: string;
  /** ISO time. */
  at: string;
}

/** One domain's onboarding, saved on the server at each keystroke. */
export interface Journey {
  id: string;
  createdBy: string;
  /** ISO times. */
  createdAt: string;
  updatedAt: string;
  /** By name: one of {@link JOURNEY_FIELDS}, a file behind {@link FILE_FIELD}, an action behind {@link ACTION_FIELD}. */
  fields: Record<string, JourneyField>;
  /** Entity references of the people that were invited to write. */
  people: string[];
  /** Id of the change that registers the set. */
  change?: string;
  /** Id of the last change of the journey that was published; with it {@link SETTLED_FIELDS} are settled. */
  published?: string;
  /** What the caller may do. */
  may: JourneyActions;
  /** Repository to which the journey can be pushed as a branch, where one is configured. */
  repository?: string;
}

export interface JourneyActions {
  /** Write in it, import into it, and ask for review. */
  edit: boolean;
  /** Invite people, and take it away while nothing of it is published. */
  manage: boolean;
}

/**
 * What became of the branch of a journey: `open` as it was pushed; `merged` into the base branch; `moved`:
 * others pushed to it, or it was force-pushed; `gone`: deleted without a merge, as when a pull request was
 * closed; `unknown`: the host cannot be asked now.
 */
export type JourneyBranchState =
  | 'open'
  | 'merged'
  | 'moved'
  | 'gone'
  | 'unknown';

/** The branch of a journey in the configured repository. */
export interface JourneyBranch {
  repository: string;
  branch: string;
  commit: string;
  state: JourneyBranchState;
  /** What it means and how to go on; absent while it is open. */
  message?: string;
}

/** A field that two people wrote at the same time. */
export interface JourneyConflict {
  field: string;
  /** What was sent and not saved. */
  mine: string | null;
  /** What is saved. */
  theirs: JourneyField;
}

/** Answer of `PATCH /journeys/:id`: what did not collide is saved. */
export interface JourneySaved {
  fields: Record<string, JourneyField>;
  conflicts: JourneyConflict[];
}

/** Steps of a journey, in order. */
export const JOURNEY_STEPS = [
  'domain',
  'subject',
  'engine',
  'policies',
  'consumers',
  'try',
  'review',
] as const;

export type JourneyStep = (typeof JOURNEY_STEPS)[number];

/** Something that a step still needs, or an answer that cannot be taken. */
export interface JourneyProblem {
  step: JourneyStep;
  message: string;
  /** The field whose answer cannot be taken; absent for what is still missing. */
  field?: string;
}

/** What the fields of a journey come to. */
export interface JourneyPreview {
  /** Files of the set as they would be registered; empty while too little is known. */
  files: PolicyFile[];
  /** What each file is read as, those too that were left out of the set; empty while too little is known. */
  account: FileAccount[];
  diagnostics: Diagnostic[];
  cases: CaseResult[];
  problems: JourneyProblem[];
  durationMs: number;
}

/** How far a domain is. */
export type JourneyStage =
  | 'started'
  | 'validating'
  | 'piloting'
  | 'live'
  | 'needs-attention';

/** One thing a domain has to have, as evidence tells. */
export interface ChecklistItem {
  id:
    | 'owner'
    | 'validates'
    | 'cases'
    | 'coverage'
    | 'stale-cases'
    | 'consumers'
    | 'first-decisions'
    | 'callers'
    | 'drift'
    | 'runbook';
  title: string;
  state: 'done' | 'todo' | 'attention';
  /** What was seen. */
  detail: string;
  /** What to do next; absent when it is done. */
  help?: string;
}

/** A row of the onboarding board: a journey, a registered set, or both. */
export interface BoardRow {
  /** Entity reference, or what was typed so far. */
  domain: string;
  title: string;
  owner?: string;
  stage: JourneyStage;
  /** Registered set. */
  set?: string;
  journey?: string;
  change?: string;
  checklist: ChecklistItem[];
  /** ISO time. */
  updatedAt: string;
}

/** What one registered set has of what it should have. */
export interface Scorecard {
  set: string;
  stage: JourneyStage;
  checklist: ChecklistItem[];
  /** Components that its journey chose as consumers and whose catalog files do not say so yet. */
  intended: string[];
}

/** The onboarding board. */
export interface Board {
  items: BoardRow[];
  total: number;
  stages: Record<JourneyStage, number>;
}

const fieldName = z.string().superRefine((name, context) => {
  if (name.startsWith(FILE_FIELD)) {
    if (!filePathSchema.safeParse(name.slice(FILE_FIELD.length)).success) {
      context.addIssue(
        'a file has a relative path with forward slashes and without ".."',
      );
    }
  } else if (name.startsWith(ACTION_FIELD)) {
    if (name.length > 80) {
      context.addIssue('an action of a template has a shorter name');
    }
  } else if (!(JOURNEY_FIELDS as readonly string[]).includes(name)) {
    context.addIssue(`a journey has no field '${name.slice(0, 80)}'`);
  }
});

/**
 * What may stand in a field on its way to its whole value: anything but the address of a runbook that a
 * browser would run instead of visit. Browsers overlook blanks and control characters.
 */
function refuseScript(
  field: string,
  value: string | null,
  context: z.RefinementCtx,
) {
  const scheme =
    field === 'runbook' &&
    /^([a-z][a-z0-9+.-]*):/i.exec((value ?? '').replace(/[\s\p{C}]+/gu, ''));
  if (scheme && !/^https?$/i.test(scheme[1])) {
    context.addIssue(
      `a runbook is an http or https URL, and this begins with '${scheme[1].slice(
        0,
        40,
      )}:'`,
    );
  }
}

/** Fields that are texts of their own; all others are titles and names. */
const TEXT_FIELDS = new Set(['domainDescription', 'request']);

/** A title or a name can be seen as it is. */
function refuseInvisible(
  field: string,
  value: string | null,
  context: z.RefinementCtx,
) {
  const problem =
    !field.startsWith(FILE_FIELD) &&
    !TEXT_FIELDS.has(field) &&
    explainInvisible(value ?? '');
  if (problem) {
    context.addIssue(problem);
  }
}

/** Body of `PATCH /journeys/:id`. */
export const saveJourneySchema = z.strictObject({
  changes: z
    .array(
      z
        .strictObject({
          field: fieldName,
          value: z.string().max(LIMITS.fileBytes).nullable(),
          /** As it was seen; 0 for a field that was not there. */
          version: z.number().int().min(0),
        })
        .superRefine(({ field, value }, context) => {
          refuseScript(field, value, context);
          refuseInvisible(field, value, context);
        }),
    )
    .min(1)
    .max(200),
});

/** Body of `POST /journeys`. */
export const createJourneySchema = z.strictObject({
  fields: z
    .partialRecord(z.enum(JOURNEY_FIELDS), z.string().max(10_000))
    .superRefine((fields, context) => {
      refuseScript('runbook', fields.runbook ?? null, context);
      for (const [field, value] of Object.entries(fields)) {
        refuseInvisible(field, value, context);
      }
    })
    .default({}),
});

/** Body of `PUT /journeys/:id/people`: all that are invited from now on. */
export const journeyPeopleSchema = z.strictObject({
  people: z.array(personRefSchema).max(50),
});

/** Body of `POST /journeys/:id/change`. */
export const journeyChangeSchema = z.strictObject({
  description: z.string().trim().max(5_000).optional(),
});

export type SaveJourneyRequest = z.infer<typeof saveJourneySchema>;
export type CreateJourneyRequest = z.infer<typeof createJourneySchema>;
export type JourneyPeopleRequest = z.infer<typeof journeyPeopleSchema>;
export type JourneyChangeRequest = z.infer<typeof journeyChangeSchema>;

/** Signal on channel `policies:journeys` whenever a journey was saved. */
export interface JourneySignal {
  journey: string;
}

export const JOURNEYS_SIGNAL_CHANNEL = 'policies:journeys';
