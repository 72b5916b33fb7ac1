import { Entity, parseEntityRef } from '@backstage/catalog-model';
import {
  ObservedConsumer,
  RELATION_POLICY_CONSUMED_BY,
} from '@internal/plugin-policies-common';

/** Who asks a set for decisions. */
export interface Consumer {
  /** Entity reference, or the subject of an access token the catalog does not know. */
  caller: string;
  declared: boolean;
  /** A person who tried something out; people declare nothing. */
  person: boolean;
  /** Chosen when the set was onboarded; its catalog file does not say so yet. */
  intended?: boolean;
  observed?: ObservedConsumer;
}

/** Entity references of the consumers an entity's relations name. */
export function declaredConsumers(entity: Entity | undefined): string[] {
  const refs = (entity?.relations ?? [])
    .filter(relation => relation.type === RELATION_POLICY_CONSUMED_BY)
    .map(relation => relation.targetRef);
  return [...new Set(refs)];
}

/** True when a caller of the decision log is this entity: by reference, or by its bare name. */
export function isSameCaller(caller: string, entityRef: string): boolean {
  return (
    caller.toLocaleLowerCase('en') === entityRef.toLocaleLowerCase('en') ||
    caller === parseEntityRef(entityRef).name
  );
}

/**
 * Joins what is declared with what the decision log saw: declared ones first, then those that
 * were chosen when the set was onboarded, then other services, then people.
 */
export function joinConsumers(
  declared: string[],
  observed: ObservedConsumer[],
  intended: string[] = [],
): Consumer[] {
  const rest = new Set(observed);
  const observedOf = (ref: string) => {
    const match = observed.find(item => isSameCaller(item.caller, ref));
    if (match) {
      rest.delete(match);
    }
    return match;
  };
  const known = declared.map(
    (ref): Consumer => ({
      caller: ref,
      declared: true,
      person: false,
      observed: observedOf(ref),
    }),
  );
  const waiting = intended
    .filter(ref => !declared.includes(ref))
    .map(
      (ref): Consumer => ({
        caller: ref,
        declared: false,
        person: false,
        intended: true,
        observed: observedOf(ref),
      }),
    );
  const others = [...rest].map(
    (item): Consumer => ({
      caller: item.caller,
      declared: false,
      person: item.caller.startsWith('user:'),
      observed: item,
    }),
  );
  return [
    ...known,
    ...waiting,
    ...others.filter(consumer => !consumer.person),
    ...others.filter(consumer => consumer.person),
  ];
}
