import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Reads a value of the URL's query; `undefined` when it is not there. */
export type GetQuery = (key: string) => string | undefined;
/** Changes values of the URL's query; `undefined` takes one out. */
export type SetQuery = (change: Record<string, string | undefined>) => void;

/**
 * State that lives in the query of the URL, so that a link shows a colleague the same. Changes
 * replace the history entry: "back" leaves the page instead of undoing letters.
 */
export function useQueryState(): [GetQuery, SetQuery] {
  const [parameters, setParameters] = useSearchParams();
  const get = useMemo<GetQuery>(
    () => key => parameters.get(key) || undefined,
    [parameters],
  );
  const set = useCallback<SetQuery>(
    change =>
      setParameters(
        previous => {
          const next = new URLSearchParams(previous);
          for (const [key, value] of Object.entries(change)) {
            if (value) {
              next.set(key, value);
            } else {
              next.delete(key);
            }
          }
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return [get, set];
}
