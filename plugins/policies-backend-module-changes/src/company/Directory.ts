import { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EntityGuard } from '../brought/EntityGuard';
import { StoredChange } from '../ChangeStore';

/** Groups and owners as the catalog knows them now. */
export interface Directory {
  /** @returns undefined when there is no such group */
  membersOf(group: string): Promise<string[] | undefined>;
  /** Owner of a component; undefined when the catalog does not know the component or its owner. */
  ownerOf(component: string): Promise<string | undefined>;
}

/** {@link Directory} over the catalog. */
export class CatalogDirectory implements Directory {
  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  async membersOf(group: string): Promise<string[] | undefined> {
    const credentials = await this.options.auth.getOwnServiceCredentials();
    const { catalog } = this.options;
    const entity = await catalog.getEntityByRef(group, { credentials });
    if (!entity) {
      return undefined;
    }
    if (entity.kind === 'User') {
      return [group];
    }
    const { items } = await catalog.getEntities(
      {
        filter: { kind: 'User', [`relations.${RELATION_MEMBER_OF}`]: group },
        fields: ['kind', 'metadata.name', 'metadata.namespace'],
      },
      { credentials },
    );
    return items.map(item => stringifyEntityRef(item));
  }

  async ownerOf(component: string): Promise<string | undefined> {
    if (!isRef(component)) {
      return undefined;
    }
    const credentials = await this.options.auth.getOwnServiceCredentials();
    const entity = await this.options.catalog.getEntityByRef(component, {
      credentials,
    });
    return entity?.relations?.find(({ type }) => type === RELATION_OWNED_BY)
      ?.targetRef;
  }

  /** @returns those of the components that one of the groups owns */
  async ownedBy(groups: string[], components: string[]): Promise<string[]> {
    const entityRefs = components.filter(isRef);
    if (!entityRefs.length) {
      return [];
    }
    const credentials = await this.options.auth.getOwnServiceCredentials();
    const { items } = await this.options.catalog.getEntitiesByRefs(
      { entityRefs },
      { credentials },
    );
    return entityRefs.filter((_, index) =>
      items[index]?.relations?.some(
        ({ type, targetRef }) =>
          type === RELATION_OWNED_BY && groups.includes(targetRef),
      ),
    );
  }
}

function isRef(text: string): boolean {
  try {
    parseEntityRef(text);
    return true;
  } catch {
    return false;
  }
}

/** The directory as one change sees it: with the people of the group that it brings. */
export function directoryFor(
  change: StoredChange,
  directory: Directory,
  guard: EntityGuard,
): Directory {
  return {
    membersOf: async group =>
      (await directory.membersOf(group)) ?? guard.membersOfNew(group, change),
    ownerOf: component => directory.ownerOf(component),
  };
}
