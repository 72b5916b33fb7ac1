import { z } from 'zod';

/** An entity of the catalog, whole or in parts, whose own schemas say what it may hold. */
export const entitySchema = z
  .looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({ name: z.string() }),
  })
  .describe('An entity as the Backstage catalog describes it');
