import { RefObject, useLayoutEffect, useRef, useState } from 'react';

const MINIMUM = 480;

/** Height from the top of an element to the bottom of the window, so that only its panes scroll. */
export function usePlaygroundHeight(): {
  ref: RefObject<HTMLDivElement>;
  height: number;
} {
  const ref = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(MINIMUM);

  useLayoutEffect(() => {
    const measure = () => {
      const top = ref.current!.getBoundingClientRect().top + window.scrollY;
      setHeight(Math.max(MINIMUM, Math.floor(window.innerHeight - top)));
    };
    measure();
    window.addEventListener('resize', measure);
    // Headers above may settle after the first paint.
    const timer = setTimeout(measure, 300);
    return () => {
      window.removeEventListener('resize', measure);
      clearTimeout(timer);
    };
  }, []);

  return { ref, height };
}
