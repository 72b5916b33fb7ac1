import { inTime } from '@internal/plugin-policies-node';
import { AuthService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  CatalogService,
  CatalogServiceRequestOptions,
} from '@backstage/plugin-catalog-node';

/** Longest time that one call of the catalog is waited for, and one page of many. */
const ANSWER_MS = 10_000;

type RequestOf<Call extends keyof CatalogService> = Parameters<
  CatalogService[Call]
>[0];

/** The catalog, asked by the portal itself. What gives no answer fails: nobody waits for good, nor takes it later. */
export class BoundedCatalog {
  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  getEntityByRef(ref: RequestOf<'getEntityByRef'>) {
    return this.ask(options =>
      this.options.catalog.getEntityByRef(ref, options),
    );
  }

  getEntities(request: RequestOf<'getEntities'>) {
    return this.ask(options =>
      this.options.catalog.getEntities(request, options),
    );
  }

  getEntitiesByRefs(request: RequestOf<'getEntitiesByRefs'>) {
    return this.ask(options =>
      this.options.catalog.getEntitiesByRefs(request, options),
    );
  }

  queryEntities(request: RequestOf<'queryEntities'>) {
    return this.ask(options =>
      this.options.catalog.queryEntities(request, options),
    );
  }

  async *streamEntities(
    request: RequestOf<'streamEntities'>,
  ): AsyncGenerator<Entity[]> {
    const pages = await this.ask(async options =>
      this.options.catalog
        .streamEntities(request, options)
        [Symbol.asyncIterator](),
    );
    for (;;) {
      const { done, value } = await this.ask(() => pages.next());
      if (done) {
        return;
      }
      yield value;
    }
  }

  private ask<T>(
    call: (options: CatalogServiceRequestOptions) => Promise<T>,
  ): Promise<T> {
    const answer = async () =>
      call({
        credentials: await this.options.auth.getOwnServiceCredentials(),
      });
    return inTime(answer(), ANSWER_MS, 'the catalog');
  }
}
