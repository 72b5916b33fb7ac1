import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Pages load lazily; on a busy machine the first one takes longer than the default second.
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(180_000);

// jsdom has no layout; CodeMirror measures its lines and takes "nowhere" for an answer.
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
