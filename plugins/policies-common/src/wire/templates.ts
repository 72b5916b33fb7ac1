import { z } from 'zod';
import { policySetManifestSchema } from '../manifest/types';

export const templateSummarySchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().describe('What it decides, and when to choose it'),
  actions: z.array(z.string()),
  subjectType: z
    .string()
    .describe('AuthZEN type it uses unless another is asked for'),
  resourceType: z
    .string()
    .describe('AuthZEN type it uses unless another is asked for'),
  policies: z.array(z.object({ name: z.string(), title: z.string() })),
  cases: z.int().min(0).describe('Number of cases it brings'),
  engines: z
    .array(z.string())
    .describe('Configured engines that can express it'),
});

/** A starter policy set as lists show it. */
export type TemplateSummary = z.infer<typeof templateSummarySchema>;

const typeName = z
  .string()
  .max(63)
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]*$/,
    'a type begins with a letter and has letters, digits, "_" and "-"',
  )
  .refine(
    type => type !== 'Action',
    "'Action' is the type of actions; take another name",
  );

const actionName = z
  .string()
  .max(63)
  .regex(
    /^[A-Za-z][A-Za-z0-9_.:-]*$/,
    'an action begins with a letter and has letters, digits, "_", ".", ":" and "-"',
  );

/** By action of the template: what the domain calls it, one name or several that are decided alike. */
const templateActionsSchema = z
  .record(z.string(), z.array(actionName).min(1).max(10))
  .describe('By action of the template, what it is called in the set');

const { metadata, spec } = policySetManifestSchema.shape;

/** Body of `POST /templates/:template/files`. */
export const templateFilesSchema = z.strictObject({
  set: metadata.shape.name,
  title: metadata.shape.title,
  domain: spec.shape.domain,
  owner: spec.shape.owner,
  engine: spec.shape.engine,
  subjectType: typeName.optional(),
  resourceType: typeName.optional(),
  actions: templateActionsSchema.optional(),
});

export type TemplateFilesRequest = z.infer<typeof templateFilesSchema>;
