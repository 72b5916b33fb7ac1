import { z } from 'zod';

/*
 * The parts of a Cerbos policy that the driver reads and edits; all else is left to Cerbos to check.
 * Cerbos also takes names with underscores (`import_derived_roles`): those would slip past the edit,
 * so they are refused.
 */

function camelCased<S extends z.ZodRawShape>(shape: S) {
  return z.looseObject(shape).superRefine((value, context) => {
    for (const key of Object.keys(value)) {
      if (key.includes('_')) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `write '${key.replace(/_+(.)/g, (_, letter) =>
            letter.toUpperCase(),
          )}' for '${key}'`,
        });
      }
    }
  });
}

const importsSchema = camelCased({
  import: z.array(z.string()).optional(),
}).optional();

const schemaRefSchema = camelCased({ ref: z.string() }).optional();

const ruleShape = {
  name: z.string().optional(),
  effect: z.enum(['EFFECT_ALLOW', 'EFFECT_DENY']),
};

const shared = {
  scope: z.string().optional(),
  variables: importsSchema,
  constants: importsSchema,
};

const resourcePolicySchema = camelCased({
  ...shared,
  resource: z.string().min(1),
  importDerivedRoles: z.array(z.string()).optional(),
  schemas: camelCased({
    principalSchema: schemaRefSchema,
    resourceSchema: schemaRefSchema,
  }).optional(),
  rules: z
    .array(
      camelCased({
        ...ruleShape,
        actions: z.array(z.string()),
        derivedRoles: z.array(z.string()).optional(),
      }),
    )
    .default([]),
});

const principalPolicySchema = camelCased({
  ...shared,
  principal: z.string().min(1),
  rules: z
    .array(
      camelCased({
        resource: z.string(),
        actions: z.array(camelCased({ ...ruleShape, action: z.string() })),
      }),
    )
    .default([]),
});

const rolePolicySchema = camelCased({
  ...shared,
  role: z.string().min(1),
  rules: z
    .array(
      camelCased({
        name: z.string().optional(),
        resource: z.string(),
        allowActions: z.array(z.string()),
      }),
    )
    .default([]),
});

const derivedRolesSchema = camelCased({
  name: z.string().min(1),
  variables: importsSchema,
  constants: importsSchema,
});

const exportSchema = camelCased({ name: z.string().min(1) });

/** A Cerbos policy, as far as the driver reads it. */
export const policySchema = camelCased({
  apiVersion: z.literal('api.cerbos.dev/v1'),
  disabled: z.boolean().optional(),
  metadata: camelCased({
    annotations: z.record(z.string(), z.string()).optional(),
  }).optional(),
  resourcePolicy: resourcePolicySchema.optional(),
  principalPolicy: principalPolicySchema.optional(),
  rolePolicy: rolePolicySchema.optional(),
  derivedRoles: derivedRolesSchema.optional(),
  exportVariables: exportSchema.optional(),
  exportConstants: exportSchema.optional(),
}).refine(
  policy =>
    [
      policy.resourcePolicy,
      policy.principalPolicy,
      policy.rolePolicy,
      policy.derivedRoles,
      policy.exportVariables,
      policy.exportConstants,
    ].filter(Boolean).length === 1,
  "a file holds one of 'resourcePolicy', 'principalPolicy', 'rolePolicy', 'derivedRoles', 'exportVariables' and 'exportConstants'",
);

export type CerbosPolicy = z.output<typeof policySchema>;
