import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { Access } from '../compile/readAccess';

/** What is read of one value: of an entity, or of a record inside one. */
export interface SliceNode {
  attributes: Map<string, SliceNode>;
  /** The entity itself is needed: for an attribute, its ancestors or its tags. */
  entity: boolean;
}

/** What a combination of statements reads, as one tree per root. */
export interface SlicePlan {
  variables: Map<'principal' | 'action' | 'resource' | 'context', SliceNode>;
  literals: Array<{ uid: TypeAndId; node: SliceNode }>;
}

/**
 * Merges what statements read.
 *
 * @returns undefined when one of them may read everything
 */
export function planSlice(accesses: Access[]): SlicePlan | undefined {
  const plan: SlicePlan = { variables: new Map(), literals: [] };
  for (const access of accesses) {
    if (access === 'everything') {
      return undefined;
    }
    for (const { root, attributes, entity } of access) {
      let node = rootNode(plan, root);
      for (const attribute of attributes) {
        node.entity = true;
        let next = node.attributes.get(attribute);
        if (!next) {
          next = emptyNode();
          node.attributes.set(attribute, next);
        }
        node = next;
      }
      node.entity ||= entity;
    }
  }
  return plan;
}

function rootNode(
  plan: SlicePlan,
  root: 'principal' | 'action' | 'resource' | 'context' | TypeAndId,
): SliceNode {
  if (typeof root !== 'string') {
    const known = plan.literals.find(
      ({ uid }) => uid.type === root.type && uid.id === root.id,
    );
    if (known) {
      return known.node;
    }
    const node = emptyNode();
    plan.literals.push({ uid: root, node });
    return node;
  }
  const node = plan.variables.get(root) ?? emptyNode();
  plan.variables.set(root, node);
  return node;
}

function emptyNode(): SliceNode {
  return { attributes: new Map(), entity: false };
}
