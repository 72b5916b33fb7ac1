import { JsonObject } from '@backstage/types';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { Edition } from '../edition/editionOf';
import { SetEntities } from '../files/SetEntities';

/** Principal of a request to Cerbos. */
export interface CheckPrincipal {
  id: string;
  policyVersion: string;
  roles: string[];
  attr: JsonObject;
}

/** A resource of a request to Cerbos, with the one action asked for. */
export interface CheckResource {
  actions: [string];
  resource: {
    id: string;
    kind: string;
    policyVersion: string;
    attr: JsonObject;
  };
}

/** Body of `POST /api/check/resources`. */
export interface CheckBody {
  includeMeta: true;
  principal: CheckPrincipal;
  resources: CheckResource[];
}

/**
 * The principal of a request. Roles are its attribute `roles`, else its type.
 *
 * @returns a message in the place of a principal that Cerbos would refuse
 */
export function principalOf(
  { subject }: EvaluationRequest,
  entities: SetEntities,
  { version: policyVersion, principals, roles: rolePolicies }: Edition,
): CheckPrincipal | string {
  if (!subject.id) {
    return "'subject.id' is empty; give an id";
  }
  const attr = entities.attributesOf(subject);
  const roles: unknown = attr.roles ?? [entities.engineType(subject.type)];
  if (!isRoles(roles)) {
    return `'roles' of '${subject.id}' must be a list of names; fix the property or the stored entity`;
  }
  const taken =
    principals.takenFor(subject.id) ??
    roles.map(role => rolePolicies.takenFor(role)).find(Boolean);
  if (taken !== undefined) {
    return `Cerbos takes '${subject.id}' or one of its roles for '${taken}', which has a policy of its own; use names that differ in letters or digits`;
  }
  return {
    id: subject.id,
    policyVersion,
    roles: [...new Set(roles)],
    attr,
  };
}

function isRoles(roles: unknown): roles is string[] {
  return (
    Array.isArray(roles) &&
    roles.length > 0 &&
    roles.every(role => typeof role === 'string' && role.length > 0)
  );
}

/**
 * The resource of a request. Context and properties of the action become its attributes `context`
 * and `action`, as Cerbos has no place for them.
 *
 * @returns a message in the place of a resource that Cerbos would refuse
 */
export function resourceOf(
  request: EvaluationRequest,
  entities: SetEntities,
  edition: Edition,
): CheckResource | string {
  const { action, resource, context } = request;
  if (!resource.id || !action.name || !resource.type) {
    return "'resource.id', 'resource.type' or 'action.name' is empty; give a value";
  }
  const kind = entities.engineType(resource.type);
  const taken = takenKind(request, entities, edition);
  if (taken !== undefined) {
    return `Cerbos takes the type '${kind}' for '${taken}'; ask for '${taken}'`;
  }
  return {
    actions: [action.name],
    resource: {
      id: resource.id,
      kind,
      policyVersion: edition.version,
      attr: {
        ...entities.attributesOf(resource),
        context: (context ?? {}) as JsonObject,
        action: (action.properties ?? {}) as JsonObject,
      },
    },
  };
}

/** The kind that Cerbos would take the type of the resource for, where that is another. */
export function takenKind(
  { resource }: Pick<EvaluationRequest, 'resource'>,
  entities: SetEntities,
  { kinds }: Edition,
): string | undefined {
  return kinds.takenFor(entities.engineType(resource.type));
}
