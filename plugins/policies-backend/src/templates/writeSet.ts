import {
  MANIFEST_FILE,
  PolicyCase,
  PolicyFile,
  POLICIES_API_VERSION,
} from '@internal/plugin-policies-common';
import { stringify } from 'yaml';
import { Emitter, EmitNames } from './emit/Emitter';
import { StarterCase, StarterTemplate } from './StarterTemplate';

/** What a set is called and who owns it. */
export interface SetIdentity {
  set: string;
  title: string;
  domain: string;
  owner: string;
  /** Name of a configured engine. */
  engine: string;
  subjectType?: string;
  resourceType?: string;
}

/** Types of the set: those asked for, else those of the template. */
export function namesOf(
  template: StarterTemplate,
  identity: SetIdentity,
): EmitNames {
  const subjectType = identity.subjectType ?? template.subjectType;
  const resourceType = identity.resourceType ?? template.resourceType;
  return {
    set: identity.set,
    subjectType,
    resourceType,
    subject: engineType(subjectType),
    resource: engineType(resourceType),
  };
}

/** Names that every engine's language takes for a type. */
function engineType(type: string): string {
  return type.replace(/-/g, '_');
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
  identity: SetIdentity,
): PolicyFile[] {
  const names = namesOf(template, identity);
  const { subjectType, resourceType } = names;
  const { files } = emit(template, names);
  const types = Object.fromEntries(
    [subjectType, resourceType]
      .filter(type => engineType(type) !== type)
      .map(type => [type, engineType(type)]),
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
    ...files,
    {
      path: `tests/${template.name}.yaml`,
      content: stringify(template.cases.map(each => writeCase(each, names))),
    },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
