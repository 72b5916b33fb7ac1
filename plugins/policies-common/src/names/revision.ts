import { z } from 'zod';

export const revisionSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a revision is a sha256 in hex: 64 digits')
  .describe('sha256 over the sorted paths and bytes of a set, in hex');
