import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { EvaluationRequest } from '@internal/plugin-policies-common';
import { uidOf } from '../compile/readStatement';
import { uidKey } from '../worker/ScopeIndex';
import { Candidate, CedarEnvironment, Model } from './types';

type Renames = Map<string, TypeAndId>;

/** So many stored entities of a type are tried. */
const MOST_STORED = 12;

/**
 * What an analyzer found, with ids that people can read where they were made up.
 *
 * @param known - stored entities, texts that the policies mention and types whose ids the schema lists
 */
export function withNames(
  model: Model,
  known: { stored: EntityJson[]; texts: Set<string>; listed: Set<string> },
): Model {
  const stored = new Set(known.stored.map(({ uid }) => uidKey(uidOf(uid))));
  const taken = new Set<string>();
  const renames: Renames = new Map();
  const unknown = new Set(model.unknown.map(uidKey));
  const uids = [
    model.principal,
    model.resource,
    ...model.entities.map(({ uid }) => uidOf(uid)),
    ...model.unknown,
  ];
  for (const uid of uids) {
    const key = uidKey(uid);
    const isKnown =
      (stored.has(key) && !unknown.has(key)) ||
      known.listed.has(uid.type) ||
      (uid.id !== '' && known.texts.has(uid.id));
    if (!isKnown && !renames.has(key)) {
      const base = `${unknown.has(key) ? 'unknown' : 'example'}-${uid.type
        .split('::')
        .pop()!
        .toLowerCase()}`;
      let name = base;
      for (
        let count = 2;
        taken.has(name) || stored.has(uidKey({ type: uid.type, id: name }));
        count++
      ) {
        name = `${base}-${count}`;
      }
      taken.add(name);
      renames.set(key, { type: uid.type, id: name });
    }
  }
  return rename(model, renames);
}

/** The model as it is: its entities take the place of the stored ones. */
export function toExactCandidate(
  model: Model,
  environment: CedarEnvironment,
): Candidate {
  return {
    request: requestOf(model, environment),
    entities: model.entities.filter(
      ({ uid }) => uidOf(uid).type !== environment.actionUid.type,
    ),
  };
}

/** The same as far as a request alone can say it: attributes become its properties. */
export function toRequestOnly(
  model: Model,
  environment: CedarEnvironment,
): Candidate {
  const { subject, resource, ...rest } = requestOf(model, environment);
  return {
    request: {
      ...rest,
      subject: { ...subject, ...propertiesOf(model, model.principal) },
      resource: { ...resource, ...propertiesOf(model, model.resource) },
    },
  };
}

/** The same about entities that are stored: as they are, and with properties of the model. */
export function* toStoredCandidates(
  model: Model,
  environment: CedarEnvironment,
  stored: EntityJson[],
): Generator<Candidate> {
  const ofType = (type: string) =>
    stored.map(({ uid }) => uidOf(uid)).filter(uid => uid.type === type);
  const principals = ofType(environment.principalType).slice(0, MOST_STORED);
  const resources = [
    undefined,
    ...ofType(environment.resourceType).slice(0, MOST_STORED),
  ];
  for (const resource of resources) {
    for (const principal of principals) {
      const renamed = rename(
        model,
        toStored(model, principal, resource, ofType),
      );
      const { request } = toRequestOnly(renamed, environment);
      const { properties: _own, ...subject } = request.subject;
      const { properties: _its, ...plain } = request.resource;
      if (resource) {
        yield { request: { ...request, subject, resource: plain } };
      }
      yield { request: { ...request, subject } };
      yield { request };
    }
  }
}

/** Stored entities in place of those of a model, each for one of its own. */
function toStored(
  model: Model,
  principal: TypeAndId,
  resource: TypeAndId | undefined,
  ofType: (type: string) => TypeAndId[],
): Renames {
  const renames: Renames = new Map([[uidKey(model.principal), principal]]);
  if (resource && !renames.has(uidKey(model.resource))) {
    renames.set(uidKey(model.resource), resource);
  }
  const used = new Set([...renames.values()].map(uidKey));
  for (const { uid } of model.entities) {
    const own = uidOf(uid);
    if (!renames.has(uidKey(own)) && uidKey(own) !== uidKey(model.resource)) {
      const free = ofType(own.type).find(other => !used.has(uidKey(other)));
      if (free) {
        used.add(uidKey(free));
        renames.set(uidKey(own), free);
      }
    }
  }
  return renames;
}

function requestOf(
  { principal, resource, context }: Model,
  environment: CedarEnvironment,
): EvaluationRequest {
  return {
    subject: { type: environment.subject, id: principal.id },
    action: { name: environment.action },
    resource: { type: environment.resource, id: resource.id },
    ...(Object.keys(context).length ? { context } : {}),
  } as EvaluationRequest;
}

function propertiesOf(
  { entities }: Model,
  uid: TypeAndId,
): { properties?: EntityJson['attrs'] } {
  const entity = entities.find(
    other => uidKey(uidOf(other.uid)) === uidKey(uid),
  );
  return entity && Object.keys(entity.attrs).length
    ? { properties: entity.attrs }
    : {};
}

/** Renames entities wherever they are named. */
function rename<T>(value: T, renames: Renames): T {
  if (Array.isArray(value)) {
    return value.map(item => rename(item, renames)) as T;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { type, id } = value as Partial<TypeAndId>;
  if (
    typeof type === 'string' &&
    typeof id === 'string' &&
    Object.keys(value).length === 2
  ) {
    return (renames.get(uidKey({ type, id })) ?? value) as T;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, rename(item, renames)]),
  ) as T;
}
