import { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_CONSUMES,
  parseConsumes,
} from '@internal/plugin-policies-common';

const FRESH_MS = 10_000;

/** Groups, domains and consumers as the catalog knows them. */
export interface Company {
  /** Members by entity reference of the group. */
  members: Map<string, string[]>;
  /** Entity references of all people. */
  users: Set<string>;
  domains: Map<string, { title: string }>;
  /** Components that declare to consume a set, by the set. */
  consumers: Map<string, string[]>;
}

/** Reads the catalog once for all sets, and keeps what it read for some seconds. */
export class CompanySnapshot {
  private kept?: { at: number; company: Promise<Company> };

  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  get(): Promise<Company> {
    if (!this.kept || performance.now() - this.kept.at > FRESH_MS) {
      const company = this.read();
      this.kept = { at: performance.now(), company };
      company.catch(() => {
        this.kept = undefined;
      });
    }
    return this.kept.company;
  }

  private async read(): Promise<Company> {
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
    const company: Company = {
      members: new Map(),
      users: new Set(),
      domains: new Map(),
      consumers: new Map(),
    };
    for (const entity of items) {
      const ref = stringifyEntityRef(entity);
      if (entity.kind === 'Group') {
        company.members.set(ref, company.members.get(ref) ?? []);
      } else if (entity.kind === 'Domain') {
        company.domains.set(ref, {
          title: entity.metadata.title ?? entity.metadata.name,
        });
      } else if (entity.kind === 'User') {
        company.users.add(ref);
        for (const { type, targetRef } of entity.relations ?? []) {
          if (type === RELATION_MEMBER_OF) {
            company.members.set(targetRef, [
              ...(company.members.get(targetRef) ?? []),
              ref,
            ]);
          }
        }
      } else {
        const annotation = entity.metadata.annotations?.[ANNOTATION_CONSUMES];
        for (const { set } of parseConsumes(annotation)) {
          const known = company.consumers.get(set) ?? [];
          if (!known.includes(ref)) {
            company.consumers.set(set, [...known, ref]);
          }
        }
      }
    }
    return company;
  }
}
