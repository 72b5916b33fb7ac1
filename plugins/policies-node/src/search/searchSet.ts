import {
  InputError,
  NotImplementedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  requestOf,
  SearchRequest,
  SearchResult,
} from '@internal/plugin-policies-common';
import { OverloadedError } from '../admission';
import { CompiledSet, KnownEntities, SearchPage } from '../PolicyEngine';
import { readPageToken, writePageToken } from './pageToken';

/*
 * Where an engine has no search of its own, the set's stored entities (or its actions) are asked
 * about one by one, in the order of their ids, in chunks. The token of a page is the last candidate
 * that was looked at, so that a page never depends on an earlier one being kept. A page looks at
 * `CANDIDATES` at most: it may hold fewer results than asked for and still have a next one.
 */

/** Candidates looked at for one page where entities are enumerated. */
export const SEARCH_CANDIDATES = 1_000;
const CHUNK = 100;
/* Asked about where there is no candidate: the request may be one that no engine could answer. */
const ANYBODY = 'anybody';

/** True when a compiled set can search, by itself or by enumeration. */
export function canSearch({ search, known }: CompiledSet): boolean {
  return Boolean(search ?? known);
}

/**
 * Searches a set.
 *
 * @throws InputError for a token that is none of ours and for a name that the engine cannot have, which an
 * evaluation would be refused for as well, NotImplementedError when the engine cannot
 * search, ServiceUnavailableError when it gives no decision
 */
export async function searchSet(
  compiled: Pick<CompiledSet, 'evaluate'> & Partial<CompiledSet>,
  request: SearchRequest,
  page: { token?: string; limit: number },
): Promise<SearchPage> {
  if (compiled.search) {
    return compiled.search(request, page);
  }
  if (!compiled.known) {
    throw new NotImplementedError(
      'the engine of this set cannot search; ask for evaluations instead',
    );
  }
  const after = readPageToken(page.token, request.kind);
  const candidates = candidatesOf(compiled, request).filter(
    candidate => after === undefined || candidate > after,
  );
  if (!candidates.length) {
    await allowedOf(compiled, request, [ANYBODY]);
  }
  const results: SearchResult[] = [];
  let looked = 0;
  while (looked < candidates.length && looked < SEARCH_CANDIDATES) {
    const chunk = candidates.slice(
      looked,
      Math.min(looked + CHUNK, SEARCH_CANDIDATES),
    );
    const allowed = await allowedOf(compiled, request, chunk);
    for (const [index, candidate] of chunk.entries()) {
      if (allowed[index]) {
        results.push(resultOf(request, candidate));
      }
      looked++;
      if (results.length === page.limit) {
        break;
      }
    }
    if (results.length === page.limit) {
      break;
    }
  }
  return {
    results,
    nextToken:
      looked < candidates.length
        ? writePageToken(request.kind, candidates[looked - 1])
        : undefined,
  };
}

function candidatesOf(
  { known }: Pick<CompiledSet, 'known'>,
  request: SearchRequest,
): string[] {
  const found =
    request.kind === 'action'
      ? known!.actions
      : idsOf(known!, request[request.kind].type);
  return [...new Set(found)].sort();
}

function idsOf({ ids }: KnownEntities, type: string): string[] {
  return Object.hasOwn(ids, type) ? ids[type] : [];
}

async function allowedOf(
  compiled: Pick<CompiledSet, 'evaluate'>,
  request: SearchRequest,
  candidates: string[],
): Promise<boolean[]> {
  const decisions = await compiled.evaluate(
    candidates.map(candidate => requestOf(request, candidate)),
  );
  return decisions.map(decision => {
    if (decision.outcome === 'error') {
      if (decision.fault === 'engine') {
        throw decision.overloaded
          ? new OverloadedError(decision.message, 1)
          : new ServiceUnavailableError(decision.message);
      }
      if (decision.misnamed) {
        throw new InputError(decision.message);
      }
      // The request does not fit this candidate, as with an action of another resource type.
      return false;
    }
    return decision.outcome === 'allow';
  });
}

function resultOf(request: SearchRequest, candidate: string): SearchResult {
  return request.kind === 'action'
    ? { name: candidate }
    : { type: request[request.kind].type, id: candidate };
}
