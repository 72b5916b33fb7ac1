import { z } from 'zod';
import {
  DEFAULT_NAMESPACE,
  Entity,
  makeValidator,
  parseEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { lifecycleSchema } from '@internal/plugin-policies-common';

const validator = makeValidator();

const entityRefSchema = (defaultKind: string) =>
  z.string().refine(value => isEntityRef(value, defaultKind), {
    error: issue =>
      `'${
        issue.input
      }' is no entity reference; write it as '${defaultKind.toLowerCase()}:default/<name>'`,
  });

function isEntityRef(value: string, defaultKind: string): boolean {
  try {
    const { kind, namespace, name } = parseEntityRef(value, {
      defaultKind,
      defaultNamespace: DEFAULT_NAMESPACE,
    });
    return (
      validator.isValidKind(kind) &&
      validator.isValidNamespace(namespace) &&
      validator.isValidEntityName(name)
    );
  } catch {
    return false;
  }
}

/** Spec of a `PolicySet`. */
export const policySetSpecSchema = z.object({
  lifecycle: lifecycleSchema,
  owner: entityRefSchema('Group'),
  domain: entityRefSchema('Domain'),
  engine: z.string().min(1),
  resourceTypes: z.array(z.string().min(1)),
  revision: z.string().min(1).optional(),
  health: z.enum(['healthy', 'broken']),
});

/** Spec of a `Policy`. */
export const policySpecSchema = z.object({
  lifecycle: lifecycleSchema,
  owner: entityRefSchema('Group'),
  policySet: entityRefSchema('PolicySet'),
  regulations: z.array(z.string().min(1)),
});

/**
 * Checks the spec of an entity.
 *
 * @throws InputError - names the entity and each wrong field
 */
export function checkSpec(entity: Entity, schema: z.ZodType): void {
  const result = schema.safeParse(entity.spec ?? {});
  if (!result.success) {
    const issues = result.error.issues.map(
      issue => `'${['spec', ...issue.path].join('.')}': ${issue.message}`,
    );
    throw new InputError(
      `${entity.kind} '${entity.metadata.name}' is not valid: ${issues.join(
        '; ',
      )}`,
    );
  }
}
