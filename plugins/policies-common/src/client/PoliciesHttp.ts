import { ResponseError } from '@backstage/errors';
import { Page } from '../wire/page';
import { PoliciesClientOptions } from './PoliciesClientOptions';

const ALL_AT_ONCE = 1_000;

type Query = Record<string, string | number | undefined>;

/** One request of the policies backend. */
interface PoliciesRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** What is empty is not sent. */
  query?: Query;
  /** JSON, or an archive. */
  body?: unknown;
  accept?: string;
  signal?: AbortSignal;
}

/** How the policies backend is asked: a failure is thrown as a `ResponseError` with its message. */
export class PoliciesHttp {
  constructor(private readonly options: PoliciesClientOptions) {}

  protected async get<T>(path: string, query?: Query): Promise<T> {
    const response = await this.request(path, { query });
    return response.json();
  }

  /** Reads all pages of a list. */
  protected async getAll<T>(path: string, filters?: Query): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<T> = await this.get(path, {
        ...filters,
        limit: ALL_AT_ONCE,
        cursor,
      });
      if (page.nextCursor && page.nextCursor === cursor) {
        throw new Error(`'${path}' repeats the page at cursor '${cursor}'`);
      }
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  protected async post<T>(
    path: string,
    body: unknown = {},
    options: Pick<PoliciesRequest, 'signal'> = {},
  ): Promise<T> {
    const response = await this.request(path, {
      ...options,
      method: 'POST',
      body,
    });
    return response.json();
  }

  protected async request(
    path: string,
    { method, query, body, accept, signal }: PoliciesRequest = {},
  ): Promise<Response> {
    const { discoveryApi, fetchApi, getToken, timeoutMs } = this.options;
    const [baseUrl, token] = await Promise.all([
      discoveryApi.getBaseUrl('policies'),
      getToken?.(),
    ]);
    const isArchive = typeof Blob !== 'undefined' && body instanceof Blob;
    const send: typeof fetch = fetchApi
      ? (...call) => fetchApi.fetch(...call)
      : fetch;
    const response = await send(`${baseUrl}${path}${parametersOf(query)}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token.token}` }),
        ...(accept && { accept }),
        ...(method && {
          'content-type': isArchive ? 'application/zip' : 'application/json',
        }),
      },
      body: isArchive ? (body as Blob) : JSON.stringify(body),
      signal: timeoutMs === undefined ? signal : within(timeoutMs, signal),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function parametersOf(query: Query = {}): string {
  const parameters = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString();
  return parameters && `?${parameters}`;
}

function within(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}
