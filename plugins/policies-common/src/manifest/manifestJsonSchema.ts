import { z } from 'zod';
import { policySetManifestSchema } from './types';

/** The published JSON Schema of `policy-set.yaml`, for editors and for checks outside the portal. */
export function manifestJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(policySetManifestSchema, {
    io: 'input',
    target: 'draft-2020-12',
  });
  return {
    $schema,
    $id: 'https://policies.internal/schema/policy-set.schema.json',
    title: 'Policy set',
    description:
      'policy-set.yaml: what a policy set is and which policies it has',
    ...schema,
  };
}
