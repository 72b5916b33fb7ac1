import { ResponseError } from '@backstage/errors';
import { Overview } from '../wire/overview';
import { Page } from '../wire/page';
import { PolicySummary } from '../wire/policies';
import { RevisionDetail } from '../wire/revisions';
import { PolicySetSummary } from '../wire/sets';

const PAGE_LIMIT = 1_000;
const TIMEOUT_MS = 30_000;

/** Options of {@link PoliciesReader}. */
export interface PoliciesReaderOptions {
  /** For example the discovery service. */
  discovery: { getBaseUrl(pluginId: string): Promise<string> };
  /** Gives the bearer token of the next request. */
  getToken(): Promise<{ token: string }>;
}

/**
 * Reads the policies backend from other backend plugins, whole lists at a time. Calls throw a
 * `ResponseError` with the message of the backend, and end after 30 seconds without an answer.
 */
export class PoliciesReader {
  private readonly discovery: PoliciesReaderOptions['discovery'];
  private readonly getToken: PoliciesReaderOptions['getToken'];

  constructor(options: PoliciesReaderOptions) {
    this.discovery = options.discovery;
    this.getToken = options.getToken;
  }

  getOverview(): Promise<Overview> {
    return this.get('/overview');
  }

  /** Reads all sets. */
  readSets(): Promise<PolicySetSummary[]> {
    return this.readAll('/sets');
  }

  /**
   * Reads all policies.
   *
   * @param options - `set` narrows them to one set
   */
  readPolicies(options: { set?: string } = {}): Promise<PolicySummary[]> {
    return this.readAll('/policies', options.set ? { set: options.set } : {});
  }

  /** Reads the domains and groups that published sets bring: entities of the catalog. */
  async readJourneyEntities(): Promise<object[]> {
    const { items } = await this.get<{ items: object[] }>('/journeys/entities');
    return items;
  }

  /** Reads the active revision of a set with its files. */
  getActiveRevision(set: string): Promise<RevisionDetail> {
    return this.get(`/sets/${encodeURIComponent(set)}/revisions/active`);
  }

  private async readAll<T>(
    path: string,
    filter: Record<string, string> = {},
  ): Promise<T[]> {
    const items = new Array<T>();
    let cursor: string | undefined;
    do {
      const page: Page<T> = await this.get(path, {
        ...filter,
        limit: String(PAGE_LIMIT),
        ...(cursor && { cursor }),
      });
      if (page.nextCursor && page.nextCursor === cursor) {
        throw new Error(`'${path}' repeats the page at cursor '${cursor}'`);
      }
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  private async get<T>(
    path: string,
    query: Record<string, string> = {},
  ): Promise<T> {
    const [baseUrl, { token }] = await Promise.all([
      this.discovery.getBaseUrl('policies'),
      this.getToken(),
    ]);
    const parameters = new URLSearchParams(query).toString();
    const response = await fetch(
      `${baseUrl}${path}${parameters && `?${parameters}`}`,
      {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
