import { Language } from './Language';

/** Cedar takes files as they lie. */
export const cedar: Language = {
  driver: 'cedar',
  speaks: ({ path }) => /\.cedar$/i.test(path),
  nothingDecides:
    "None of the files ends in '.cedar': put the permit and forbid statements into such files.",
};
