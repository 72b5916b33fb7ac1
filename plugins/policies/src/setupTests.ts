import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Pages load lazily; on a busy machine the first one takes longer than the default second.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(180_000);

// jsdom has no layout; CodeMirror measures its lines and takes "nowhere" for an answer.
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;

/*
 * Said again and again by libraries that this plugin cannot fix: jsdom reads no nested rules of JSS, the
 * tooltips of Material UI 4 look for their element as they did in React 17, and Backstage registers its own
 * icons in the way it deprecates.
 */
const KNOWN = [
  '[JSS] processedRuleToParse is not defined',
  'findDOMNode is deprecated',
  'registered as IconComponent, which is deprecated',
];

/* eslint-disable no-console -- what libraries write goes there */
for (const level of ['warn', 'error'] as const) {
  const write = console[level];
  console[level] = (...args: unknown[]) => {
    if (!KNOWN.some(known => String(args[0]).includes(known))) {
      write(...args);
    }
  };
}
