import { Language } from './Language';

/** Cedar takes files as they lie. */
export const cedar: Language = {
  driver: 'cedar',
  speaks: ({ path }) => path.endsWith('.cedar'),
};
