import { z } from 'zod';
import { policySetManifestSchema } from '../manifest/types';

/** A starter policy set as lists show it. */
export interface TemplateSummary {
  name: string;
  title: string;
  /** What it decides, and when to choose it. */
  description: string;
  actions: string[];
  /** AuthZEN types it uses unless others are asked for. */
  subjectType: string;
  resourceType: string;
  policies: Array<{ name: string; title: string }>;
  /** Number of cases it brings. */
  cases: number;
  /** Configured engines that can express it. */
  engines: string[];
}

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
const templateActionsSchema = z.record(
  z.string(),
  z.array(actionName).min(1).max(10),
);

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
