import { useEffect, useState } from 'react';

const PREFIX = 'policies.playground.pane.';

/** Share of the first of two panes in percent, remembered in the browser. */
export function usePaneSize(
  name: string,
  initial: number,
): [number, (size: number) => void] {
  const [size, setSize] = useState(() => {
    try {
      const stored = Number(window.localStorage.getItem(PREFIX + name));
      return stored >= 10 && stored <= 90 ? stored : initial;
    } catch {
      return initial;
    }
  });

  useEffect(() => {
    try {
      window.localStorage.setItem(PREFIX + name, String(size));
    } catch {
      // A browser that keeps nothing shows the usual sizes next time.
    }
  }, [name, size]);

  return [
    size,
    next => setSize(Math.round(Math.min(85, Math.max(15, next)) * 10) / 10),
  ];
}
