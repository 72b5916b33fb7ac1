import { useCallback, useRef, useState } from 'react';

/**
 * Tells whether an element is narrower than what is in it, so that it scrolls sideways: then it must
 * be reached by keyboard.
 *
 * @returns the answer, and the ref to give to the element
 */
export function useScrolls(): [boolean, (element: HTMLElement | null) => void] {
  const [scrolls, setScrolls] = useState(false);
  const observer = useRef<ResizeObserver>(undefined);
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (!element || typeof ResizeObserver === 'undefined') {
      return;
    }
    observer.current = new ResizeObserver(() =>
      setScrolls(element.scrollWidth > element.clientWidth),
    );
    observer.current.observe(element);
    for (const child of element.children) {
      observer.current.observe(child);
    }
  }, []);
  return [scrolls, ref];
}
