import { z } from 'zod';
import { fullRef } from '../../fullRef';

export const claimsSchema = z.object({
  claims: z
    .array(z.string())
    .describe('Entity references the person may speak for'),
});

export const domainsSchema = z.object({
  domains: z
    .array(z.string())
    .describe('Entity references of domains, or their names'),
});

/** Domains as resources name them; what is no reference fits nothing. */
export function toDomainRefs(domains: string[]): string[] {
  return domains.flatMap(domain => {
    try {
      return [fullRef(domain, 'Domain')];
    } catch {
      return [];
    }
  });
}
