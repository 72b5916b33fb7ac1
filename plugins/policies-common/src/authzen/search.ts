import { z } from 'zod';
import { revisionSchema } from '../names/revision';
import {
  authzenActionSchema,
  authzenEntitySchema,
  EvaluationRequest,
  evaluationRequestSchema,
} from './types';

/*
 * Search APIs of OpenID AuthZEN Authorization API 1.0: what is searched for has no id, and an id
 * that is sent is ignored.
 */

/** Results on a page when the request names no limit, and at most. */
export const SEARCH_PAGE = { default: 100, max: 1_000 } as const;

const pageSchema = z.object({
  token: z
    .string()
    .max(2_000)
    .optional()
    .describe('`page.next_token` of the page before'),
  limit: z.number().int().min(1).max(SEARCH_PAGE.max).optional(),
});

const searchedEntitySchema = authzenEntitySchema
  .omit({ id: true })
  .describe('What is searched for; an id is ignored');

const common = evaluationRequestSchema.extend({ page: pageSchema.optional() });

/** Body of a subject search: who may do this. */
export const subjectSearchSchema = common.extend({
  subject: searchedEntitySchema,
});

/** Body of a resource search: what may be acted on. */
export const resourceSearchSchema = common.extend({
  resource: searchedEntitySchema,
});

/** Body of an action search: what may be done. */
export const actionSearchSchema = common.omit({ action: true });

/** What is searched for. */
export type SearchKind = 'subject' | 'resource' | 'action';

/** A search, with the part that is searched for left open. */
export type SearchRequest =
  | ({ kind: 'subject' } & z.infer<typeof subjectSearchSchema>)
  | ({ kind: 'resource' } & z.infer<typeof resourceSearchSchema>)
  | ({ kind: 'action' } & z.infer<typeof actionSearchSchema>);

export const searchResponseSchema = z.object({
  page: z.object({
    next_token: z.string().describe('Empty on the last page'),
    count: z.int().min(0),
  }),
  results: z
    .array(
      z.union([
        z.object({ type: z.string(), id: z.string() }),
        authzenActionSchema,
      ]),
    )
    .describe('Entities, or actions where actions are searched for'),
  context: z
    .object({ set: z.string(), revision: revisionSchema, engine: z.string() })
    .optional(),
});

/** Answer to a search. */
export type SearchResponse = z.infer<typeof searchResponseSchema>;
/** One entity or action found. */
export type SearchResult = SearchResponse['results'][number];

/** The request that asks whether one candidate is a result. */
export function requestOf(
  search: SearchRequest,
  candidate: string,
): EvaluationRequest {
  const { subject, resource, context } = search;
  if (search.kind === 'subject') {
    return {
      subject: { ...subject, id: candidate },
      action: search.action,
      resource: search.resource,
      context,
    };
  }
  return search.kind === 'resource'
    ? {
        subject: search.subject,
        action: search.action,
        resource: { ...resource, id: candidate },
        context,
      }
    : {
        subject: search.subject,
        action: { name: candidate },
        resource: search.resource,
        context,
      };
}
