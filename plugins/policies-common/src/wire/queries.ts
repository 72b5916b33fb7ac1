import { z } from 'zod';
import { CHANGE_STATES } from './changeStates';

const words = z
  .string()
  .max(200)
  .optional()
  .describe(
    'Words that all occur in the names, titles, descriptions, tags or regulations',
  );
const cursor = (max: number) =>
  z.string().max(max).optional().describe('`nextCursor` of the page before');
const limit = (most: number, standard: number) =>
  z.coerce.number<number>().int().min(1).max(most).default(standard);

const set = z.string().optional().describe('Name of a policy set');
const domain = z
  .string()
  .optional()
  .describe('Entity reference or name of a domain');
const owner = z
  .string()
  .optional()
  .describe('Entity reference or name of an owner');

/** Query of a list that has no filters. */
export const pageQuerySchema = z.object({
  cursor: cursor(200),
  limit: limit(1_000, 100),
});

const filtersSchema = pageQuerySchema.extend({
  query: words,
  domain,
  owner,
  engine: z.string().optional().describe('Name of a configured engine'),
  lifecycle: z
    .string()
    .optional()
    .describe('`experimental`, `production` or `deprecated`'),
  set,
});

/** Query of `GET /sets`. */
export const setQuerySchema = filtersSchema.extend({
  health: z.string().optional().describe('`healthy` or `broken`'),
  caller: z
    .string()
    .max(255)
    .refine(caller => !/^user:/i.test(caller), {
      message: 'names a service; what people ask is not listed',
    })
    .optional()
    .describe('A service, by entity reference; gives the sets it asked'),
});

/** Query of `GET /policies`. */
export const policyQuerySchema = filtersSchema.extend({
  regulation: z
    .string()
    .optional()
    .describe('A regulation with its parts, for example `FATF R.16`'),
});

/** Query of `GET /decisions`. */
export const decisionQuerySchema = pageQuerySchema.extend({ set });

/** Query of `GET /changes`. */
export const changeQuerySchema = z.object({
  state: z
    .string()
    .transform(states => states.split(','))
    .pipe(z.array(z.enum(CHANGE_STATES)))
    .optional()
    .describe('States, separated by commas'),
  set: z.string().max(63).optional().describe('Name of a policy set'),
  domain: z
    .string()
    .max(255)
    .optional()
    .describe('Entity reference or name of a domain'),
  owner: z
    .string()
    .max(255)
    .optional()
    .describe('Entity reference or name of an owner'),
  author: z
    .string()
    .max(255)
    .optional()
    .describe('Entity reference of who opened them'),
  query: z.string().max(200).optional().describe('Words that all occur'),
  cursor: cursor(20),
  limit: limit(500, 50),
});

/** Filters and page of sets; all are optional and combine with "and". */
export type SetListOptions = z.input<typeof setQuerySchema>;
/** Filters and page of policies; all are optional and combine with "and". */
export type PolicyListOptions = z.input<typeof policyQuerySchema>;
/** Page of the decision log. */
export type DecisionListOptions = z.input<typeof decisionQuerySchema>;
/** Filters and page of changes; all are optional and combine with "and". */
export type ChangeListOptions = z.input<typeof changeQuerySchema>;
