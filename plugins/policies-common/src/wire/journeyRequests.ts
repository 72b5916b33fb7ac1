import { z } from 'zod';
import { LIMITS } from '../files/limits';
import { personRefSchema } from '../manifest/readBrought';
import { filePathSchema } from '../manifest/types';
import { explainInvisible } from '../text/visibleText';
import { ACTION_FIELD, FILE_FIELD, JOURNEY_FIELDS } from './journeyFields';

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
          field: fieldName.describe(
            'A field, a file as `file:<path>`, or an action of the template as `action:<name>`',
          ),
          value: z.string().max(LIMITS.fileBytes).nullable(),
          version: z
            .number()
            .int()
            .min(0)
            .describe('As it was seen; 0 for a field that was not there'),
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
  people: z
    .array(personRefSchema)
    .max(50)
    .describe('Entity references, as `user:default/<name>`'),
});

/** Body of `POST /journeys/:id/change`. */
export const journeyChangeSchema = z.strictObject({
  description: z.string().trim().max(5_000).optional(),
});

export type SaveJourneyRequest = z.infer<typeof saveJourneySchema>;
export type CreateJourneyRequest = z.infer<typeof createJourneySchema>;
export type JourneyPeopleRequest = z.infer<typeof journeyPeopleSchema>;
export type JourneyChangeRequest = z.infer<typeof journeyChangeSchema>;
