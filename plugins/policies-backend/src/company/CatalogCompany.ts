import { AuthService } from '@backstage/backend-plugin-api';
import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_CONSUMES,
  parseConsumes,
} from '@internal/plugin-policies-common';
import { Company, CompanyFacts } from '@internal/plugin-policies-node';

const FRESH_MS = 10_000;

/** {@link Company} over the catalog. */
export class CatalogCompany implements Company {
  private kept?: { at: number; facts: Promise<CompanyFacts> };

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

  getFacts(): Promise<CompanyFacts> {
    if (!this.kept || performance.now() - this.kept.at > FRESH_MS) {
      const facts = this.read();
      this.kept = { at: performance.now(), facts };
      facts.catch(() => {
        this.kept = undefined;
      });
    }
    return this.kept.facts;
  }

  private async read(): Promise<CompanyFacts> {
    const { catalog, auth } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const { items } = await catalog.getEntities(
      {
        filter: { kind: ['Group', 'User', 'Domain', 'Component'] },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
          'metadata.annotations',
          'relations',
        ],
      },
      { credentials },
    );
    const facts: CompanyFacts = {
      members: new Map(),
      users: new Set(),
      domains: new Map(),
      consumers: new Map(),
    };
    for (const entity of items) {
      const ref = stringifyEntityRef(entity);
      if (entity.kind === 'Group') {
        facts.members.set(ref, facts.members.get(ref) ?? []);
      } else if (entity.kind === 'Domain') {
        facts.domains.set(ref, {
          title: entity.metadata.title ?? entity.metadata.name,
        });
      } else if (entity.kind === 'User') {
        facts.users.add(ref);
        for (const { type, targetRef } of entity.relations ?? []) {
          if (type === RELATION_MEMBER_OF) {
            facts.members.set(targetRef, [
              ...(facts.members.get(targetRef) ?? []),
              ref,
            ]);
          }
        }
      } else {
        const annotation = entity.metadata.annotations?.[ANNOTATION_CONSUMES];
        for (const { set } of parseConsumes(annotation)) {
          const known = facts.consumers.get(set) ?? [];
          if (!known.includes(ref)) {
            facts.consumers.set(set, [...known, ref]);
          }
        }
      }
    }
    return facts;
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
