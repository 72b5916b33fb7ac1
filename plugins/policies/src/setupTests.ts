import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Pages load lazily; on a busy machine the first one takes longer than the default second.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);
