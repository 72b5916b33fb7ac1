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

/**
 * Domains as resources name them.
 *
 * @throws Error for what is no reference: a rule that is to hide something must not fit nothing
 */
export function toDomainRefs(domains: string[]): string[] {
  return domains.map(domain => fullRef(domain, 'Domain'));
}
