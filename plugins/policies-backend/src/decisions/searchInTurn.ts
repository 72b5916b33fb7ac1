import { SEARCH_PAGE, SearchRequest } from '@internal/plugin-policies-common';
import {
  CompiledSet,
  SearchPage,
  searchSet,
  evaluateGuarded,
} from '@internal/plugin-policies-node';
import { EngineGate } from '../engines/EngineGate';
import { Turn } from '../engines/Turn';

/** Requests that a search of the engine's own stands for: what it goes through is not known. */
const SEARCH_SIZE = 16;

/**
 * Searches a set like `searchSet`, as often as it takes in its caller's turn.
 *
 * @throws as `searchSet`, and a refusal when the engine is asked for more than it can answer
 */
export async function searchInTurn(
  compiled: CompiledSet,
  request: SearchRequest,
  { gate, turn }: { gate: EngineGate; turn: Turn },
): Promise<SearchPage> {
  const page = {
    token: request.page?.token || undefined,
    limit: request.page?.limit ?? SEARCH_PAGE.default,
  };
  if (compiled.search) {
    return gate.pass(SEARCH_SIZE, turn, () =>
      searchSet(compiled, request, page),
    );
  }
  return searchSet(
    {
      known: compiled.known,
      evaluate: requests =>
        gate.evaluate(requests.length, turn, (start, end) =>
          evaluateGuarded(compiled, requests.slice(start, end)),
        ),
    },
    request,
    page,
  );
}
