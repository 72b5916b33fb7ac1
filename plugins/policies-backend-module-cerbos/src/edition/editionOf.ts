import { createHash } from 'crypto';
import { Diagnostic } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { CerbosPolicy } from '../files/policySchema';
import { PolicyDocument, SetFiles } from '../files/readSetFiles';
import { PlainNames, plainName } from '../files/PlainNames';
import { Rule } from '../files/readRules';
import {
  asExpression,
  definitionsOf,
  expressionsOf,
  valueAt,
} from '../files/conditions';
import { mapReferences } from '../files/schemaReferences';
import { OF_DERIVED_ROLE, outputOf } from './outputs';
import { addPresence } from './presence';
import { widenSchema } from './widenSchema';

/*
 * A Cerbos server holds one policy per kind, name and version, for all who use it. So that revisions
 * (and sets) stand there side by side, an edition is made of each revision:
 *
 *   versions of policies        become the first 16 digits of the revision and the owner: the process
 *                               that puts them there, as each replica has its own
 *   derived roles and exports,  which have no version, get them as a suffix of their names, there and
 *                               where they are imported; schemas as a folder
 *   rules                       give an output when they hold, which names revision and rule: so an
 *                               answer tells which rules decided, and of which revision; and one when
 *                               they do not, with what their condition gave. Their names get their
 *                               number as a suffix, which tells of which one an output could not be given
 *   derived roles               that rules deny by have a twin for whom their condition gives neither
 *                               true nor false, and each such rule a twin that tells of it
 *   policies of principals      tell by an output that they are there, and those of roles
 *   annotations                 name set, revision and a digest of the content
 */

/** A policy as it stands in Cerbos. */
export interface EditionPolicy {
  /** Id in the stores of Cerbos. */
  id: string;
  file: string;
  body: CerbosPolicy;
}

/** A revision in the form that stands in Cerbos beside others. */
export interface Edition {
  revision: string;
  /** `policyVersion` of requests. */
  version: string;
  policies: EditionPolicy[];
  schemas: Array<{ id: string; definition: Record<string, unknown> }>;
  rules: Rule[];
  /** Kinds that have a resource policy: Cerbos names it in each answer. */
  kinds: PlainNames;
  /** Principals with a policy of their own. */
  principals: PlainNames;
  /** Roles with a policy of their own. */
  roles: PlainNames;
}

const SCHEMA_REF = /^cerbos:\/\/\//;

/** Makes the edition of a revision. */
export function editionOf(
  { documents, schemas }: SetFiles,
  rules: Rule[],
  { revision, manifest }: PolicyBundle,
  owner: string,
): { edition: Edition; diagnostics: Diagnostic[] } {
  const version = `${revision.slice(0, 16)}_${owner}`;
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, string>();
  const conditional = conditionalRoles(documents);
  const policies = documents.map((document, index) => {
    const body = structuredClone(document.policy);
    rename(body, version);
    for (const [at, rule] of rules.entries()) {
      if (rule.document === index) {
        setOutput(body, rule, at, version);
      }
    }
    addRoleTwins(body, rules, index, version, conditional);
    addPresence(body, version);
    body.metadata = {
      annotations: {
        ...body.metadata?.annotations,
        'policies.internal/set': manifest.metadata.name,
        'policies.internal/revision': revision,
        'policies.internal/digest': createHash('sha256')
          .update(JSON.stringify({ ...body, metadata: undefined }))
          .digest('hex'),
      },
    };
    const id = idOf(body);
    const other = seen.get(id);
    if (other !== undefined) {
      diagnostics.push({
        severity: 'error',
        source: 'portal',
        file: document.file,
        message: `'${document.file}' and '${other}' hold the same policy, in two versions or by names that Cerbos does not tell apart`,
        help: 'Keep one; a revision of the set takes the place of versions.',
      });
    }
    seen.set(id, document.file);
    return { id, file: document.file, body };
  });
  diagnostics.push(...documents.flatMap(warnOfScope));
  return {
    edition: {
      revision,
      version,
      policies,
      schemas: schemas.map(({ id, definition }) => ({
        id: `${version}/${id}`,
        definition: widenSchema(
          mapReferences(definition, reference => inFolder(reference, version)),
        ),
      })),
      rules,
      kinds: new PlainNames(
        documents.flatMap(
          ({ policy }) => policy.resourcePolicy?.resource ?? [],
        ),
      ),
      principals: new PlainNames(
        documents.flatMap(
          ({ policy }) => policy.principalPolicy?.principal ?? [],
        ),
      ),
      roles: new PlainNames(
        documents.flatMap(({ policy }) => policy.rolePolicy?.role ?? []),
      ),
    },
    diagnostics,
  };
}

function warnOfScope({ file, policy }: PolicyDocument): Diagnostic[] {
  const { resourcePolicy, principalPolicy, rolePolicy } = policy;
  const { scope } = (resourcePolicy ?? principalPolicy ?? rolePolicy ?? {}) as {
    scope?: string;
  };
  return scope
    ? [
        {
          severity: 'warning',
          source: 'portal',
          file,
          message: `scope '${scope}' is never asked for: requests of the portal have no scope`,
          help: 'Write the rules without a scope.',
        },
      ]
    : [];
}

function rename(policy: CerbosPolicy, version: string): void {
  const { resourcePolicy, principalPolicy, rolePolicy } = policy;
  const suffixed = (name: string) => `${name}_${version}`;
  for (const versioned of [resourcePolicy, principalPolicy, rolePolicy]) {
    if (versioned) {
      versioned.version = version;
    }
  }
  for (const named of [
    policy.derivedRoles,
    policy.exportVariables,
    policy.exportConstants,
  ]) {
    if (named) {
      named.name = suffixed(named.name);
    }
  }
  if (resourcePolicy?.importDerivedRoles) {
    resourcePolicy.importDerivedRoles =
      resourcePolicy.importDerivedRoles.map(suffixed);
  }
  for (const importing of [
    resourcePolicy,
    principalPolicy,
    rolePolicy,
    policy.derivedRoles,
  ]) {
    for (const imports of [importing?.variables, importing?.constants]) {
      if (imports?.import) {
        imports.import = imports.import.map(suffixed);
      }
    }
  }
  const { principalSchema, resourceSchema } = resourcePolicy?.schemas ?? {};
  for (const schema of [principalSchema, resourceSchema]) {
    if (schema) {
      schema.ref = inFolder(schema.ref, version);
    }
  }
}

/** An absolute reference that stays within the edition. */
function inFolder(reference: string, version: string): string {
  return reference.replace(SCHEMA_REF, `cerbos:///${version}/`);
}

function setOutput(
  policy: CerbosPolicy,
  { path, policy: name }: Rule,
  at: number,
  version: string,
): void {
  const rule = valueAt(policy, path) as {
    name?: string;
    condition?: unknown;
    output?: unknown;
  };
  const gave = asExpression(rule.condition);
  rule.name = `${rule.name ?? name}-${at}`;
  rule.output = {
    when: {
      ruleActivated: JSON.stringify(outputOf(version, at)),
      ...(gave !== undefined && {
        conditionNotMet: `[${JSON.stringify(outputOf(version, at))}, ${gave}]`,
      }),
    },
  };
}

function addRoleTwins(
  policy: CerbosPolicy,
  rules: Rule[],
  document: number,
  version: string,
  conditional: Set<string>,
): void {
  const definitions = definitionsOf(policy);
  if (definitions.length) {
    (policy.derivedRoles as { definitions?: unknown }).definitions = [
      ...definitions,
      ...definitions.flatMap(({ name, condition, ...definition }) => {
        const expressions = expressionsOf(condition);
        return typeof name === 'string' && expressions.length
          ? [
              {
                ...definition,
                name: twinOf(name),
                condition: {
                  match: {
                    any: {
                      of: expressions.map(expression => ({
                        expr: `type(${expression}\n) != bool`,
                      })),
                    },
                  },
                },
              },
            ]
          : [];
      }),
    ];
  }
  for (const [at, rule] of rules.entries()) {
    const derivedRoles = rule.derivedRoles
      .filter(role => conditional.has(role))
      .map(twinOf);
    if (rule.document === document && !rule.allows && derivedRoles.length) {
      policy.resourcePolicy!.rules.push({
        name: `${rule.policy}-twin-${at}`,
        actions: rule.actions,
        effect: 'EFFECT_DENY',
        derivedRoles,
        condition: { match: { expr: 'false' } },
        output: {
          when: {
            conditionNotMet: JSON.stringify([
              outputOf(version, at),
              OF_DERIVED_ROLE,
            ]),
          },
        },
      });
    }
  }
}

/** Name of the derived role of those for whom the condition of another gives neither true nor false. */
function twinOf(role: string): string {
  return `${role}-neither`;
}

function conditionalRoles(documents: PolicyDocument[]): Set<string> {
  return new Set(
    documents
      .flatMap(({ policy }) => definitionsOf(policy))
      .filter(({ condition }) => expressionsOf(condition).length)
      .map(({ name }) => String(name)),
  );
}

function idOf(policy: CerbosPolicy): string {
  const { resourcePolicy, principalPolicy, rolePolicy } = policy;
  const versioned = (
    kind: string,
    name: string,
    { version, scope }: { version?: unknown; scope?: string },
  ) => `${kind}.${plainName(name)}.v${version}${scope ? `/${scope}` : ''}`;
  if (resourcePolicy) {
    return versioned('resource', resourcePolicy.resource, resourcePolicy);
  }
  if (principalPolicy) {
    return versioned('principal', principalPolicy.principal, principalPolicy);
  }
  if (rolePolicy) {
    return versioned('role', rolePolicy.role, rolePolicy);
  }
  if (policy.derivedRoles) {
    return `derived_roles.${plainName(policy.derivedRoles.name)}`;
  }
  return policy.exportVariables
    ? `export_variables.${plainName(policy.exportVariables.name)}`
    : `export_constants.${plainName(policy.exportConstants?.name ?? '')}`;
}
