import { z } from 'zod';

/** The body of every answer that is an error, as all of Backstage's. */
export const errorBodySchema = z.object({
  error: z.looseObject({ name: z.string(), message: z.string() }),
  request: z.object({ method: z.string(), url: z.string() }),
  response: z.object({ statusCode: z.int() }),
});
