import { InputError, NotImplementedError } from '@backstage/errors';
import {
  authzenActionSchema,
  SearchRequest,
  SearchResult,
} from '@internal/plugin-policies-common';
import { EngineFaultError, SearchPage } from '@internal/plugin-policies-node';
import { z } from 'zod';
import { DecisionPoint } from '../DecisionPoint';
import { TypeNames } from '../TypeNames';
import { memberOf, wordsOf } from '../words';
import { MAX_TOKEN, readPageToken, writePageToken } from './pageToken';

/*
 * A decision point may give more results on a page than were asked for. Such a page is cut: the
 * portal's token tells which page of the decision point it is, and where to go on in it.
 */

const pageSchema = z.object({
  page: z.object({ next_token: z.string().max(MAX_TOKEN).nullish() }).nullish(),
});

const entitiesSchema = z.array(
  z.object({ type: z.string(), id: z.string().min(1) }),
);

/** Search by the endpoints of a decision point. */
export class DecisionPointSearch {
  constructor(
    private readonly decisionPoint: DecisionPoint,
    private readonly names: TypeNames,
  ) {}

  /**
   * @throws InputError for what the decision point refuses, NotImplementedError for a search it does
   * not offer, EngineFaultError
   */
  async search(
    request: SearchRequest,
    page: { token?: string; limit: number },
  ): Promise<SearchPage> {
    const { kind } = request;
    const place = readPageToken(kind, page.token);
    const path = (await this.decisionPoint.endpoints()).search[kind];
    if (path === undefined) {
      throw this.notOffered(kind);
    }
    const { status, body } = await this.decisionPoint.ask(
      path,
      {
        ...this.translate(request),
        page: { limit: page.limit, ...(place.token && { token: place.token }) },
      },
      [400, 501],
    );
    if (status === 501) {
      throw this.notOffered(kind);
    }
    if (status === 400) {
      throw new InputError(
        `engine '${this.decisionPoint.engine}' refuses the search: ${wordsOf(
          body,
        )}`,
      );
    }
    const results = this.readResults(request, memberOf(body, 'results'));
    const next = this.readNext(body, place.token);
    const end = place.skip + page.limit;
    let nextToken: string | undefined;
    if (end < results.length) {
      nextToken = writePageToken(kind, { token: place.token, skip: end });
    } else if (next) {
      nextToken = writePageToken(kind, { token: next, skip: 0 });
    }
    return { results: results.slice(place.skip, end), nextToken };
  }

  private translate(request: SearchRequest): object {
    const { subject, resource, context } = request;
    const typed = <T extends { type: string }>(entity: T) => ({
      ...entity,
      type: this.names.of(entity.type),
    });
    return {
      subject: typed(subject),
      ...(request.kind !== 'action' && { action: request.action }),
      resource: typed(resource),
      ...(context && { context }),
    };
  }

  private readResults(request: SearchRequest, found: unknown): SearchResult[] {
    if (request.kind === 'action') {
      return this.sound(z.array(authzenActionSchema).safeParse(found));
    }
    const { type } = request[request.kind];
    const wanted = this.names.of(type);
    return this.sound(entitiesSchema.safeParse(found)).map(entity => {
      if (entity.type !== wanted) {
        throw this.noSearch();
      }
      return { type, id: entity.id };
    });
  }

  private readNext(body: unknown, asked: string | undefined) {
    const next = this.sound(pageSchema.safeParse(body)).page?.next_token;
    if (next && next === asked) {
      throw new EngineFaultError(
        this.decisionPoint.engine,
        'gives the same page of a search again and again; see the log of its server',
      );
    }
    return next;
  }

  private sound<T>(parsed: { success: boolean; data?: T }): T {
    if (!parsed.success) {
      throw this.noSearch();
    }
    return parsed.data as T;
  }

  private noSearch(): EngineFaultError {
    return new EngineFaultError(
      this.decisionPoint.engine,
      "answered something that is no AuthZEN search result; see whether 'url' is right",
    );
  }

  private notOffered(kind: string): NotImplementedError {
    const { engine, url } = this.decisionPoint;
    return new NotImplementedError(
      `engine '${engine}', the decision point '${url}', offers no search for ${kind}s; ask for evaluations instead`,
    );
  }
}
