import { Page } from '@internal/plugin-policies-common';
import { useCallback, useEffect, useState } from 'react';

/** A list that arrives page by page. */
export interface PagedList<T> {
  /** What has arrived so far. */
  items: T[];
  /** Number of items over all pages; undefined before the first page. */
  total?: number;
  loading: boolean;
  error?: Error;
  retry: () => void;
}

/** Shortest time between two renderings of a list that still arrives. */
const RENDER_MS = 1_000;

/** Largest page the backend gives. */
export const PAGE_SIZE = 1_000;

/**
 * Loads a whole list, page after page, so that filters, counts and sorting are instant and exact.
 * Items show as they arrive. Ten thousand policies are ten calls.
 *
 * @param load - loads the page after a cursor; memoize it, a new function starts over
 */
export function useAllPages<T>(
  load: (cursor: string | undefined) => Promise<Page<T>>,
): PagedList<T> {
  const [state, setState] = useState<Omit<PagedList<T>, 'retry'>>({
    items: [],
    loading: true,
  });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    const run = async () => {
      const items: T[] = [];
      let cursor: string | undefined;
      let shownAt = 0;
      do {
        const page = await load(cursor);
        if (!current) {
          return;
        }
        items.push(...page.items);
        cursor = page.nextCursor;
        const isLast = cursor === undefined;
        if (isLast || Date.now() - shownAt > RENDER_MS) {
          setState({ items: [...items], total: page.total, loading: !isLast });
          shownAt = Date.now();
        }
      } while (cursor !== undefined);
    };
    setState(previous => ({ ...previous, loading: true, error: undefined }));
    run().catch(error => {
      if (current) {
        setState(previous => ({ ...previous, loading: false, error }));
      }
    });
    return () => {
      current = false;
    };
  }, [load, attempt]);

  const retry = useCallback(() => setAttempt(value => value + 1), []);
  return { ...state, retry };
}
