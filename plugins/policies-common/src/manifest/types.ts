import { z } from 'zod';
import { evaluationRequestSchema } from '../authzen/types';
import { POLICIES_API_VERSION } from '../names/constants';
import { visibleText } from '../text/visibleText';

/** File that makes a folder a policy set. */
export const MANIFEST_FILE = 'policy-set.yaml';

/** Names of sets, policies and tags: lower case letters, digits and single dashes. */
export const NAME_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const name = (what: string) =>
  z
    .string()
    .max(63)
    .regex(
      NAME_PATTERN,
      `${what} is lower case letters, digits and single dashes`,
    );

/** What people may follow: http or https, with a host that is what it seems to be, nothing invisible. */
export const WEB_URL_PATTERN =
  /^https?:\/\/[^\s\p{C}/?#@\\]+([/?#][^\s\p{C}]*)?$/u;

const entityRefSchema = z
  .string()
  .max(200)
  .regex(
    /^([a-zA-Z][a-zA-Z0-9]*:)?([a-z0-9]+(-[a-z0-9]+)*\/)?[a-zA-Z0-9]([-_.a-zA-Z0-9]*[a-zA-Z0-9])?$/,
    'an entity reference is "name" or "kind:namespace/name"',
  );

/** A path of a file inside the set's folder: relative, forward slashes, no way out. */
export const filePathSchema = visibleText()
  .min(1)
  .max(255)
  .regex(/^[^\\:\0]+$/, 'a path has forward slashes and no colon')
  .regex(
    /^(?!([\s\S]*\/)?\.{0,2}(\/|$))/,
    'a path stays inside the folder of the set: no "..", no leading "/"',
  );

export const lifecycleSchema = z.enum([
  'experimental',
  'production',
  'deprecated',
]);

/** One policy as `policy-set.yaml` lists it. */
export const policyManifestSchema = z.strictObject({
  name: name('a policy name').describe('Unique within the set'),
  title: visibleText().min(1).max(120),
  description: z.string().max(2_000).optional(),
  lifecycle: lifecycleSchema.default('production'),
  regulations: z
    .array(visibleText().min(1).max(80))
    .default([])
    .describe('Regulations the policy serves, for example "FATF R.16"'),
  files: z
    .array(filePathSchema)
    .min(1)
    .optional()
    .describe('Files of the policy; by default policies/<name>.<extension>'),
});

/** `policy-set.yaml`. */
export const policySetManifestSchema = z.strictObject({
  apiVersion: z.literal(POLICIES_API_VERSION),
  kind: z.literal('PolicySet'),
  metadata: z.strictObject({
    name: name('a set name').describe('Unique in the portal'),
    title: visibleText().min(1).max(120),
    description: z.string().max(2_000).optional(),
    tags: z.array(name('a tag')).default([]),
  }),
  spec: z.strictObject({
    domain: entityRefSchema.describe(
      'Name or entity reference of the Domain the set is part of',
    ),
    owner: entityRefSchema.describe('Entity reference of the owning group'),
    lifecycle: lifecycleSchema.default('production'),
    engine: z
      .string()
      .min(1)
      .describe('Name of a configured engine, for example "cedar"'),
    resourceTypes: z
      .array(visibleText().min(1))
      .min(1)
      .describe(
        'AuthZEN resource types this set decides; one set per type in the portal',
      ),
    types: z
      .record(visibleText(), visibleText().min(1))
      .default({})
      .describe('AuthZEN type to engine type; by default the name itself'),
    redact: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'Paths of request fields kept out of the decision log, for example "subject.properties.email"',
      ),
    log: z
      .enum(['buffered', 'durable'])
      .optional()
      .describe(
        'durable: each decision is in the decision log, on disk, before it is answered; buffered, the default: a moment later',
      ),
    logRetentionDays: z
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe(
        'Days for which decisions are kept; by default what the portal is configured for',
      ),
    runbook: z
      .string()
      .max(500)
      .regex(WEB_URL_PATTERN, 'a runbook is an http or https URL')
      .optional()
      .describe('What to do when decisions go wrong: an http or https URL'),
    policies: z.array(policyManifestSchema).min(1),
  }),
});

/** One case of `tests/*.yaml`. */
export const policyCaseSchema = z.strictObject({
  name: visibleText().min(1).max(200),
  request: evaluationRequestSchema,
  expect: z.strictObject({
    decision: z.boolean(),
    policies: z.array(z.string()).optional(),
  }),
});

export type Lifecycle = z.infer<typeof lifecycleSchema>;
export type PolicyManifest = z.infer<typeof policyManifestSchema>;
export type PolicySetManifest = z.infer<typeof policySetManifestSchema>;
/** An AuthZEN request with the expected decision and, optionally, the determining policies. */
export type PolicyCase = z.infer<typeof policyCaseSchema>;
