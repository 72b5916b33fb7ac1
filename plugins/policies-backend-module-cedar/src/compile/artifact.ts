import { DeterminingPolicy } from '@internal/plugin-policies-common';
import { KnownEntities, WorkerArtifact } from '@internal/plugin-policies-node';
import type { Access } from './readAccess';
import type { Identity } from './readIdentity';
import { uidOf } from './readStatement';
import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/** What the scope of a statement asks of the principal or resource. */
export type EntityScope =
  | { op: 'any' }
  | { op: 'eq'; uid: TypeAndId }
  | { op: 'in'; uid: TypeAndId; type?: string }
  | { op: 'is'; type: string };

/** A compiled statement: its text, whose it is and to which requests it can apply. */
export interface Statement extends DeterminingPolicy {
  /** `<file>#<index>`, the policy id given to Cedar. */
  id: string;
  text: string;
  principal: EntityScope;
  /** Ids of actions or action groups; absent for every action. */
  actions?: string[];
  /** Types of these. */
  actionTypes: string[];
  resource: EntityScope;
  /** Data the statement reads. */
  access: Access;
  /** Whether it asks who or which. */
  identity: Identity;
}

/** Everything a worker needs to serve a revision. Plain data: it crosses threads. */
export interface CedarArtifact extends WorkerArtifact {
  statements: Statement[];
  schema?: string;
  entities: EntityJson[];
  /** Action id to the ids of the groups it is in, nearest first. */
  actionGroups: Record<string, string[]>;
  /** AuthZEN type to Cedar type. */
  types: Record<string, string>;
}

/** What a search goes through: stored entities by AuthZEN type, and the actions of the schema. */
export function knownOf(artifact: Omit<CedarArtifact, 'known'>): KnownEntities {
  const authzenTypes = new Map(
    Object.entries(artifact.types).map(([authzen, cedar]) => [cedar, authzen]),
  );
  const ids = new Map<string, string[]>();
  for (const entity of artifact.entities) {
    const { type, id } = uidOf(entity.uid);
    const authzenType = authzenTypes.get(type) ?? type;
    const known = ids.get(authzenType) ?? [];
    known.push(id);
    ids.set(authzenType, known);
  }
  const named = artifact.vocabulary
    ? artifact.vocabulary.actions.map(({ name }) => name)
    : artifact.statements.flatMap(({ actions = [] }) => actions);
  return { ids: Object.fromEntries(ids), actions: [...new Set(named)] };
}
