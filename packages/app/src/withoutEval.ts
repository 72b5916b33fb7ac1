import { config } from 'zod';

/*
 * The portal's pages may not make code of text (`script-src 'self'`). Zod would try, and fall back with a
 * violation in the console of everybody; this comes before the first schema is made.
 */
config({ jitless: true });
