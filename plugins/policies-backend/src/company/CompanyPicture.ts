import {
  Entity,
  RELATION_HAS_MEMBER,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
} from '@backstage/catalog-model';
import {
  ANNOTATION_CONSUMES,
  parseConsumes,
} from '@internal/plugin-policies-common';
import { CompanyFacts } from '@internal/plugin-policies-node';

/** What is kept of an entity. */
interface KnownEntity {
  kind: string;
  version: string;
  title: string;
  /** Of a user. */
  groups: string[];
  owner?: string;
  /** Sets that a component consumes. */
  sets: string[];
}

/** Which state of which entity it is: one that was deleted and made anew has another uid. */
export function versionOf({ metadata }: Entity): string {
  return `${metadata.uid} ${metadata.etag}`;
}

/** Targets of the relations of one type. */
export function targetsOf(entity: Entity | undefined, type: string): string[] {
  return (entity?.relations ?? [])
    .filter(relation => relation.type === type)
    .map(({ targetRef }) => targetRef);
}

/** What the catalog had when it was read last, by entity reference. */
export class CompanyPicture {
  private readonly known = new Map<string, KnownEntity>();
  private facts?: CompanyFacts;

  get size(): number {
    return this.known.size;
  }

  get refs(): Iterable<string> {
    return this.known.keys();
  }

  versionOf(ref: string): string | undefined {
    return this.known.get(ref)?.version;
  }

  membersOf(group: string): string[] {
    return this.toFacts().members.get(group) ?? [];
  }

  /**
   * Takes over what the catalog has under a reference, or that it has nothing.
   *
   * @returns groups whose members changed, and a component with another owner or other sets
   */
  put(ref: string, entity: Entity | undefined): string[] {
    const before = this.known.get(ref);
    const after = entity && keep(entity);
    if (before?.version === after?.version && !before === !after) {
      return [];
    }
    this.facts = undefined;
    if (after) {
      this.known.set(ref, after);
    } else {
      this.known.delete(ref);
    }
    switch ((after ?? before)?.kind) {
      case 'User':
        return differencesOf(before?.groups ?? [], after?.groups ?? []);
      case 'Component':
        return before?.owner === after?.owner &&
          before?.sets.join() === after?.sets.join()
          ? []
          : [ref];
      default:
        return !before === !after ? [] : [ref];
    }
  }

  toFacts(): CompanyFacts {
    this.facts ??= this.collect();
    return this.facts;
  }

  private collect(): CompanyFacts {
    const members = new Map<string, string[]>();
    const users = new Set<string>();
    const domains = new Map<string, { title: string }>();
    const consumers = new Map<string, string[]>();
    const add = (lists: Map<string, string[]>, key: string, ref: string) => {
      const list = lists.get(key);
      if (list) {
        list.push(ref);
      } else {
        lists.set(key, [ref]);
      }
    };
    for (const [ref, { kind, title, groups, sets }] of this.known) {
      if (kind === 'Group') {
        members.set(ref, members.get(ref) ?? []);
      } else if (kind === 'Domain') {
        domains.set(ref, { title });
      } else if (kind === 'User') {
        users.add(ref);
        groups.forEach(group => add(members, group, ref));
      } else {
        sets.forEach(set => add(consumers, set, ref));
      }
    }
    return { members, users, domains, consumers };
  }
}

function keep(entity: Entity): KnownEntity {
  const { kind, metadata } = entity;
  const annotation = metadata.annotations?.[ANNOTATION_CONSUMES];
  return {
    kind,
    version: versionOf(entity),
    title: metadata.title ?? metadata.name,
    groups: kind === 'User' ? targetsOf(entity, RELATION_MEMBER_OF) : [],
    owner: targetsOf(entity, RELATION_OWNED_BY)[0],
    sets:
      kind === 'Component'
        ? [...new Set(parseConsumes(annotation).map(({ set }) => set))]
        : [],
  };
}

function differencesOf(before: string[], after: string[]): string[] {
  return [
    ...before.filter(ref => !after.includes(ref)),
    ...after.filter(ref => !before.includes(ref)),
  ];
}

/** People that a group had and has not, and the other way round. */
export function movedMembers(group: Entity | undefined, before: string[]) {
  const after = targetsOf(group, RELATION_HAS_MEMBER);
  return {
    gone: before.filter(ref => !after.includes(ref)),
    come: after.filter(ref => !before.includes(ref)),
  };
}
