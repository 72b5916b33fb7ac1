import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { EvaluationRequest } from '@internal/plugin-policies-common';
import { readMentioned, Mentioned } from './mentioned';
import {
  toExactCandidate,
  toRequestOnly,
  toStoredCandidates,
  withNames,
} from './modelRequests';
import { leavesOf, valueAt, withValue } from './paths';
import { shrink } from './shrink';
import { SideBench } from './SideBench';
import { Candidate, Model, Search, SearchAnswer } from './types';

/*
 * A person understands a request about what is there: so the cases that people wrote come first, as they
 * are and with one value changed, then stored entities with what the analyzer found, then that alone. Each is
 * decided by the engine; what counts is what it says.
 */

const BOUNDS = { tries: 300, milliseconds: 3_000 };
/** Of the tries, for each way to find one. */
const MOST_CHANGED = 120;
const MOST_STORED = 60;
const MOST_CASES = 20;

class CandidateSearch {
  private readonly mentioned: Mentioned;
  private readonly model?: Model;

  constructor(
    private readonly bench: SideBench,
    private readonly search: Search,
  ) {
    this.mentioned = readMentioned(bench.statements);
    this.model =
      search.model &&
      withNames(search.model, {
        stored: bench.stored,
        texts: this.mentioned.allTexts,
        listed: listedTypes(bench.schema),
      });
  }

  run(): SearchAnswer {
    const { bench, model, mentioned } = this;
    const own = this.findCase() ?? (model && this.findChangedCase());
    if (own) {
      return { found: own };
    }
    if (!model) {
      return { nothing: true };
    }
    const first = this.findByModel();
    return first
      ? {
          found: shrink(first, mentioned, other => bench.breaks(other)),
        }
      : this.judge();
  }

  private findCase(): Candidate | undefined {
    return this.search.cases
      .slice(0, MOST_CASES)
      .map(request => ({ request }))
      .find(candidate => this.bench.breaks(candidate));
  }

  private findChangedCase(): Candidate | undefined {
    let left = MOST_CHANGED;
    for (const request of this.search.cases.slice(0, MOST_CASES)) {
      for (const changed of this.changesOf(request)) {
        if (left-- <= 0) {
          return undefined;
        }
        if (this.bench.breaks({ request: changed })) {
          return { request: changed };
        }
      }
    }
    return undefined;
  }

  /** The request with one value that is another: one that the policies mention, or of the model. */
  private *changesOf(request: EvaluationRequest): Generator<EvaluationRequest> {
    const { numbers, texts } = this.mentioned;
    const { request: found } = toRequestOnly(
      this.model!,
      this.search.environment,
    );
    for (const path of [
      ['resource', 'properties'],
      ['context'],
      ['subject', 'properties'],
    ].flatMap(part => {
      const value = valueAt(request, part);
      return value === undefined ? [] : leavesOf(value, part);
    })) {
      const value = valueAt(request, path);
      const others: unknown[] = [valueAt(found, path)];
      if (typeof value === 'number') {
        others.push(...numbers);
      } else if (typeof value === 'boolean') {
        others.push(!value);
      } else if (typeof value === 'string') {
        others.push(...texts);
      }
      for (const other of new Set(others)) {
        if (typeof other === typeof value && other !== value) {
          yield withValue(request, path, other);
        }
      }
    }
  }

  private findByModel(): Candidate | undefined {
    const { bench, model, search } = this;
    let left = MOST_STORED;
    for (const candidate of toStoredCandidates(
      model!,
      search.environment,
      bench.stored,
    )) {
      if (left-- <= 0) {
        break;
      }
      if (bench.breaks(candidate)) {
        return candidate;
      }
    }
    return [
      toRequestOnly(model!, search.environment),
      toExactCandidate(model!, search.environment),
      toExactCandidate(search.model!, search.environment),
    ].find(candidate => bench.breaks(candidate));
  }

  /** No request was found: whether the engine says otherwise of the model itself, or cannot say. */
  private judge(): SearchAnswer {
    const exact = toExactCandidate(this.search.model!, this.search.environment);
    const tried = this.bench.try(exact);
    if (typeof tried === 'object') {
      return { errors: tried.error };
    }
    if (tried === 'breaks') {
      return { found: exact };
    }
    return this.model!.exact
      ? { otherwise: exact }
      : { errors: 'it holds what no request can say exactly' };
  }
}

/** Finds a request that breaks a question and that a person understands. Runs in a worker. */
export function findCandidate(search: Search): SearchAnswer {
  const bench = SideBench.open(search.sides, BOUNDS);
  try {
    return new CandidateSearch(bench, search).run();
  } finally {
    bench.dispose();
  }
}

/** Types whose ids a schema lists: others are none. */
function listedTypes(schema: string | undefined): Set<string> {
  const json =
    schema === undefined
      ? undefined
      : cedar.schemaToJsonWithResolvedTypes(schema);
  return new Set(
    json?.type === 'success'
      ? Object.entries(json.json).flatMap(([namespace, { entityTypes }]) =>
          Object.entries(entityTypes).flatMap(([name, type]) =>
            'enum' in type ? [namespace ? `${namespace}::${name}` : name] : [],
          ),
        )
      : [],
  );
}
