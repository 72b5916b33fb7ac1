import {
  IndexableResult,
  IndexableResultSet,
  QueryRequestOptions,
  QueryTranslator,
  SearchEngine,
  SearchQuery,
} from '@backstage/plugin-search-common';
import {
  PolicyDocument,
  SEARCH_TYPE_POLICIES,
} from '@internal/plugin-policies-common';

const PAGE = 25;
/** How many of the best results are ranked anew. Whoever reads on gets the engine's own order. */
const WINDOW = 200;

/**
 * Puts deprecated policies behind the other results of a search engine. An engine ranks by words alone
 * and cannot be told to, so the best results are read at once, ranked, and given out page by page.
 */
export class RankedSearchEngine implements SearchEngine {
  constructor(private readonly engine: SearchEngine) {}

  setTranslator(translator: QueryTranslator): void {
    this.engine.setTranslator(translator);
  }

  getIndexer(type: string): ReturnType<SearchEngine['getIndexer']> {
    return this.engine.getIndexer(type);
  }

  async query(
    query: SearchQuery,
    options: QueryRequestOptions,
  ): Promise<IndexableResultSet> {
    // As the engines do: a page of none asks for the number of results.
    const size = query.pageLimit || PAGE;
    const page = pageOf(query.pageCursor);
    // Pages of the engine and of the window have one length, so that none straddles its end.
    const windowSize = Math.max(1, Math.floor(WINDOW / size)) * size;
    const from = page * size;
    if (from >= windowSize) {
      return this.engine.query(query, options);
    }
    const { results, numberOfResults, nextPageCursor } =
      await this.engine.query(
        { ...query, pageLimit: windowSize, pageCursor: undefined },
        options,
      );
    const ranked = [
      ...results.filter(result => !isDeprecated(result)),
      ...results.filter(isDeprecated),
    ];
    const to = from + size;
    return {
      numberOfResults,
      results: ranked
        .slice(from, to)
        .map((result, index) => ({ ...result, rank: from + index + 1 })),
      ...(page > 0 && { previousPageCursor: cursorOf(page - 1) }),
      ...((ranked.length > to || nextPageCursor) && {
        nextPageCursor: cursorOf(page + 1),
      }),
    };
  }
}

function isDeprecated({ type, document }: IndexableResult): boolean {
  return (
    type === SEARCH_TYPE_POLICIES &&
    (document as Partial<PolicyDocument>).lifecycle === 'deprecated'
  );
}

/** Cursors are written as the engines of Backstage write theirs, for both are used in one search. */
function cursorOf(page: number): string {
  return Buffer.from(String(page), 'utf8').toString('base64');
}

function pageOf(cursor: string | undefined): number {
  return cursor ? Number(Buffer.from(cursor, 'base64').toString('utf8')) : 0;
}
