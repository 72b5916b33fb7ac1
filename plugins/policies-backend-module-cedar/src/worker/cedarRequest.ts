import type {
  Context,
  EntityJson,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';

/** Whose ids a decision does not depend on. */
export interface Anonymous {
  principal: boolean;
  resource: boolean;
}

/** A request in Cedar's terms, with the entities and statements that matter to it. */
export interface CedarRequest {
  principal: TypeAndId;
  action: TypeAndId;
  resource: TypeAndId;
  context: Context;
  entities: EntityJson[];
  /** Positions of the statements whose scope matches. */
  candidates: number[];
  /** Name under which Cedar keeps these statements parsed. */
  preparsedName: string;
  /** Whose ids the decision does not depend on; absent when it may depend on anything. */
  anonymous?: Anonymous;
  /** A required attribute that the request does not send and that is not stored. */
  missing?: { uid: TypeAndId; attribute: string };
}

/** The part of a request that is Cedar's. */
export function callOf({
  principal,
  action,
  resource,
  context,
  entities,
}: CedarRequest) {
  return { principal, action, resource, context, entities };
}
