import {
  MANIFEST_FILE,
  PolicyCase,
  PolicyFile,
  POLICIES_API_VERSION,
  TemplateFilesRequest,
} from '@internal/plugin-policies-common';
import { stringify } from 'yaml';
import { Emitter, EmitNames } from './emit/Emitter';
import { typeNameFor } from './emit/typeNameFor';
import { StarterCase, StarterTemplate } from './StarterTemplate';

/** Types of the set: those asked for, else those of the template. */
export function namesOf(
  template: StarterTemplate,
  identity: TemplateFilesRequest,
): EmitNames {
  const subjectType = identity.subjectType ?? template.subjectType;
  const resourceType = identity.resourceType ?? template.resourceType;
  return {
    subjectType,
    resourceType,
    subject: typeNameFor(subjectType),
    resource: typeNameFor(resourceType),
  };
}

function writeCase(each: StarterCase, names: EmitNames): PolicyCase {
  return {
    name: each.name,
    request: {
      subject: { type: names.subjectType, id: each.subject },
      action: { name: each.action },
      resource: { type: names.resourceType, id: each.resource },
      ...(each.context && { context: each.context }),
    },
    expect: {
      decision: each.allowed,
      ...(each.policies && { policies: each.policies }),
    },
  };
}

/** Writes a complete set from a template: manifest, policies, example entities, cases. */
export function writeSet(
  template: StarterTemplate,
  emit: Emitter,
  identity: TemplateFilesRequest,
): PolicyFile[] {
  const names = namesOf(template, identity);
  const { subjectType, resourceType } = names;
  const types = Object.fromEntries(
    [subjectType, resourceType]
      .filter(type => typeNameFor(type) !== type)
      .map(type => [type, typeNameFor(type)]),
  );
  const manifest = {
    apiVersion: POLICIES_API_VERSION,
    kind: 'PolicySet',
    metadata: {
      name: identity.set,
      title: identity.title,
      description: template.description,
    },
    spec: {
      domain: identity.domain,
      owner: identity.owner,
      lifecycle: 'experimental',
      engine: identity.engine,
      resourceTypes: [resourceType],
      ...(Object.keys(types).length && { types }),
      policies: template.policies.map(({ name, title, description }) => ({
        name,
        title,
        description,
      })),
    },
  };
  return [
    { path: MANIFEST_FILE, content: stringify(manifest) },
    ...emit(template, names),
    {
      path: `tests/${template.name}.yaml`,
      content: stringify(template.cases.map(each => writeCase(each, names))),
    },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
