import { unstable_ClassNameGenerator as ClassNameGenerator } from '@mui/material/className';

/*
 * MUI v4 and v5 live side by side in a Backstage app: class names of v5 carry a prefix, once, however
 * many plugins ask for it.
 */
ClassNameGenerator.configure(name =>
  name.startsWith('v5-') ? name : `v5-${name}`,
);
