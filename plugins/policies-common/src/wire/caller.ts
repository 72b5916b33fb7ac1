import { z } from 'zod';

export const callerSchema = z
  .string()
  .describe(
    'Entity reference of a user or component, or the subject of an external access token',
  );
