import { AuthService } from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  Entity,
  parseEntityRef,
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { BROUGHT_FILE, MANIFEST_FILE } from '@internal/plugin-policies-common';
import {
  BroughtEntities,
  EntityProblem,
  fullRef,
  isBrought,
  ReadableSets,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { BroughtStore } from './BroughtStore';
import { HeldEntities } from './HeldEntities';
import { plainNameOf } from './readReservedGroups';

/*
 * Groups give rights: to approve, to publish, to roll back, to run the portal. A set may bring the group
 * that owns it, but only one that gave nobody anything before. So each entity is looked at when a change
 * is opened or pushed to, when who has to approve is worked out, when it is published, and when it is
 * handed to the catalog; what was fine may not be any more.
 */

/** Longest name of a catalog entity. */
const MAX_NAME = 63;

/** Relations by which something counts on an entity that the catalog does not have. */
const COUNTING_ON = [
  RELATION_MEMBER_OF,
  RELATION_CHILD_OF,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
];

/** Keeps what sets bring to the catalog from taking over what is there, or what gives rights. */
export class EntityGuard {
  constructor(
    private readonly options: {
      store: BroughtStore;
      liveSets: RegisteredSets;
      catalog: CatalogService;
      auth: AuthService;
      /** See `readReservedGroups`. */
      reserved: Set<string>;
    },
  ) {}

  /**
   * What sets hold in the catalog, by what was published.
   *
   * @param sets - those it is told of; by default all
   */
  async listEntities(sets?: ReadableSets): Promise<Entity[]> {
    return (await this.readHeld()).list(
      set => !sets || sets.scope === 'all' || sets.find(set) !== undefined,
    );
  }

  /**
   * People of a group that the catalog does not know: those that were published, or, of a group that is
   * new, those frozen with the push of the change that brings it.
   */
  async membersOfNew(
    group: string,
    { set, brings }: { set: string; brings?: BroughtEntities },
  ): Promise<string[] | undefined> {
    const published = (await this.readHeld()).membersOf(group);
    if (published || brings?.group?.ref !== group) {
      return published;
    }
    const problems = await this.problemsOf(set, brings);
    return problems.some(({ kind }) => kind === 'group')
      ? undefined
      : brings.group.members;
  }

  /** @throws ConflictError that names the first entity which the set cannot bring, and the way on */
  async expectFree(
    set: string,
    brought: BroughtEntities | undefined,
  ): Promise<void> {
    const [problem] = await this.problemsOf(set, brought);
    if (problem) {
      throw new ConflictError(toldOf(problem));
    }
  }

  /** What stands against the entities that a set would bring. */
  async problemsOf(
    set: string,
    brought: BroughtEntities | undefined,
  ): Promise<EntityProblem[]> {
    if (!brought?.domain && !brought?.group) {
      return [];
    }
    const held = await this.readHeld();
    const problems: EntityProblem[] = [];
    for (const kind of ['domain', 'group'] as const) {
      const ref = brought[kind]?.ref;
      const problem =
        ref === undefined
          ? undefined
          : misnamed(kind, ref) ??
            this.reservedProblem(kind, ref) ??
            (await this.takenProblem(kind, ref, set, held.holderOf(ref)));
      if (problem) {
        problems.push(problem);
      }
    }
    return problems;
  }

  private async readHeld(): Promise<HeldEntities> {
    const { store, reserved } = this.options;
    return new HeldEntities(await store.listPublished(), reserved);
  }

  private reservedProblem(
    kind: EntityProblem['kind'],
    ref: string,
  ): EntityProblem | undefined {
    return kind === 'group' && this.options.reserved.has(plainNameOf(ref))
      ? {
          kind,
          message: `the group '${nameOf(
            ref,
          )}' is reserved, because the portal's configuration gives it rights`,
          help: 'Take another name.',
        }
      : undefined;
  }

  /** Whether an entity belongs to somebody else: to another set, to the catalog, or to those who name it. */
  private async takenProblem(
    kind: EntityProblem['kind'],
    ref: string,
    set: string,
    holder: string | undefined,
  ): Promise<EntityProblem | undefined> {
    const name = nameOf(ref);
    const taken = (message: string): EntityProblem => ({
      kind,
      message,
      help: `Take '${keyOf(
        kind,
      )}' out of the file to name the ${kind} that is there, or take another name.`,
    });
    if (holder !== undefined && holder !== set) {
      return taken(`policy set '${holder}' brought the ${kind} '${name}'`);
    }
    const { catalog, auth } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const entity = await catalog.getEntityByRef(ref, { credentials });
    if (entity && !(holder === set && isBrought(entity))) {
      return taken(`the catalog has a ${kind} '${name}' already`);
    }
    if (holder === set) {
      return undefined;
    }
    const counting =
      this.setNaming(kind, ref, set) ?? (await this.entityNaming(ref));
    return counting === undefined
      ? undefined
      : {
          kind,
          message: `${counting} counts on a ${kind} '${name}', which the catalog does not have`,
          help: `Have the ${kind} added by whoever keeps the catalog, or take another name.`,
        };
  }

  /** A registered set that names an entity; its own domain may be new to a set, its owner never. */
  private setNaming(
    kind: EntityProblem['kind'],
    ref: string,
    set: string,
  ): string | undefined {
    const naming = this.options.liveSets
      .list()
      .find(({ name, manifest: { spec } }) =>
        kind === 'group'
          ? fullRef(spec.owner, 'Group') === ref
          : name !== set && fullRef(spec.domain, 'Domain') === ref,
      );
    return naming && `policy set '${naming.name}'`;
  }

  /** Something of the catalog that names an entity it does not have. */
  private async entityNaming(ref: string): Promise<string | undefined> {
    const { catalog, auth } = this.options;
    const { items } = await catalog.getEntities(
      {
        filter: COUNTING_ON.map(relation => ({
          [`relations.${relation}`]: ref,
        })),
        fields: ['kind', 'metadata.name'],
        limit: 1,
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return items.length
      ? `${items[0].kind.toLocaleLowerCase('en-US')} '${
          items[0].metadata.name
        }' of the catalog`
      : undefined;
  }
}

/** A problem as those are told who have to do with the file. */
export function toldOf({ message, help }: EntityProblem): string {
  return `'${BROUGHT_FILE}' cannot be taken: ${message}. ${help}`;
}

function misnamed(
  kind: EntityProblem['kind'],
  ref: string,
): EntityProblem | undefined {
  const { kind: named, namespace, name } = parseEntityRef(ref);
  if (named.toLocaleLowerCase('en-US') !== kind) {
    return {
      kind,
      message: `'${ref}' is no ${kind}`,
      help: `Name one in 'spec.${keyOf(kind)}' of ${MANIFEST_FILE}.`,
    };
  }
  if (namespace !== DEFAULT_NAMESPACE) {
    return {
      kind,
      message: `the ${kind} '${ref}' is of another namespace than '${DEFAULT_NAMESPACE}'`,
      help: `Name one of that namespace in 'spec.${keyOf(
        kind,
      )}' of ${MANIFEST_FILE}.`,
    };
  }
  return name.length > MAX_NAME
    ? {
        kind,
        message: `the name of the ${kind} '${name}' is longer than the ${MAX_NAME} characters the catalog allows`,
        help: 'Take a shorter name.',
      }
    : undefined;
}

function nameOf(ref: string): string {
  return parseEntityRef(ref).name;
}

/** What the file and the manifest call it. */
function keyOf(kind: EntityProblem['kind']): string {
  return kind === 'group' ? 'owner' : kind;
}
