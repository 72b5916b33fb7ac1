import { z } from 'zod';
import { Diagnostic, PolicyFile } from '../files/diagnostics';
import { YamlDocument } from './yamlDocument';

/** File of a set that says what it brings to the catalog. */
export const BROUGHT_FILE = 'catalog.yaml';

/** Text that people see as it is: a line without characters that hide or turn others round. */
const plainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]+$/u, {
      error: 'it is one line, without invisible characters',
    });

/** An entity reference of a person, whole and in lower case, so that there is one way to write it. */
export const personRefSchema = z
  .string()
  .max(200)
  .regex(
    /^user:[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]([-_.a-z0-9]*[a-z0-9])?$/,
    `a person is written as 'user:default/<name>', in lower case`,
  );

/**
 * `catalog.yaml`: what the catalog gets once the set is published by a change, where it is new: the domain
 * that `spec.domain` of `policy-set.yaml` names, and the group that `spec.owner` names with the people in
 * it. It can name nothing else: no other groups, no parents, no people beyond those listed.
 */
export const broughtSchema = z
  .strictObject({
    domain: z
      .strictObject({
        title: plainText(120),
        description: plainText(2_000).optional(),
      })
      .optional(),
    owner: z
      .strictObject({
        title: plainText(120),
        members: z
          .array(personRefSchema)
          .min(1, 'name at least one person')
          .max(200)
          .refine(all => new Set(all).size === all.length, {
            error: 'somebody is named twice',
          }),
      })
      .optional(),
  })
  .refine(({ domain, owner }) => domain || owner, {
    error: `it brings neither a 'domain' nor an 'owner'; take the file away`,
  });

/** What `catalog.yaml` of a set says. */
export type Brought = z.infer<typeof broughtSchema>;

/**
 * Reads `catalog.yaml` of a set.
 *
 * @returns what the set brings, nothing where it has no such file, or errors that name line and fix
 */
export function readBrought(files: PolicyFile[]): {
  brought?: Brought;
  diagnostics: Diagnostic[];
} {
  const file = files.find(({ path }) => path === BROUGHT_FILE);
  if (!file) {
    return { diagnostics: [] };
  }
  const { document, diagnostics } = YamlDocument.parse(
    BROUGHT_FILE,
    file.content,
  );
  if (!document) {
    return { diagnostics };
  }
  const { value, diagnostics: issues } = document.validate(broughtSchema);
  return {
    brought: value,
    diagnostics: issues.map(issue =>
      issue.help?.includes('policy-set.schema.json')
        ? { ...issue, help: 'Fix this value.' }
        : issue,
    ),
  };
}
