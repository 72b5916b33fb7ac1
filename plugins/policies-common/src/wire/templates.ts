import { z } from 'zod';
import { NAME_PATTERN } from '../manifest/types';
import { PolicyFile } from './diagnostics';

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
  );

const entityName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9:/_.-]+$/, 'an entity reference is "kind:namespace/name"');

/** Body of `POST /templates/:template/files`. */
export const templateFilesSchema = z.strictObject({
  /** Name of the set to be. */
  set: z
    .string()
    .max(63)
    .regex(
      NAME_PATTERN,
      'a set name is lower case letters, digits and single dashes',
    ),
  title: z.string().min(1).max(120),
  domain: entityName,
  owner: entityName,
  /** Name of a configured engine. */
  engine: z.string().min(1),
  subjectType: typeName.optional(),
  resourceType: typeName.optional(),
});

export type TemplateFilesRequest = z.infer<typeof templateFilesSchema>;

/** Answer of `POST /templates/:template/files`. */
export interface TemplateFilesResponse {
  /** A complete set: manifest, policies, stored example entities, cases. */
  files: PolicyFile[];
}
