import { startTransition, useEffect, useState } from 'react';

/** Fill a tall screen. */
const FIRST_ROWS = 20;

/**
 * The rows to show now: when a table gets its first rows, those that fill the screen come at once and
 * the others in a transition, which leaves the page free to answer.
 */
export function useFirstRows<T>(rows: T[]): T[] {
  const [isShown, setIsShown] = useState(false);
  const hasRows = rows.length > 0;
  useEffect(() => {
    if (hasRows) {
      startTransition(() => setIsShown(true));
    }
  }, [hasRows]);
  return isShown ? rows : rows.slice(0, FIRST_ROWS);
}
