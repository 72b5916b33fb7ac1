import {
  Counterexample,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import { AnalysisQuestion, PolicyBundle } from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';
import { EmbeddedCedar } from './EmbeddedCedar';
import { Witnesses } from './readWitnesses';
import { CedarEnvironment } from './types';

const MOST_REVISIONS = 20;
const MOST_SETS = 50;
/** Of a set: cases first, then what showed something before. */
const MOST_REQUESTS = 200;

/** Requests that show something of a revision without anybody being asked about all of them. */
export class WitnessTable {
  private readonly witnesses = new LRUCache<string, Promise<Witnesses>>({
    max: MOST_REVISIONS,
  });
  private readonly found = new LRUCache<string, EvaluationRequest[]>({
    max: MOST_SETS,
  });

  constructor(private readonly ask: EmbeddedCedar['ask']) {}

  /** Keeps a request that showed something, for later revisions of the set. */
  remember(bundle: PolicyBundle, { request, entities }: Counterexample): void {
    const name = bundle.manifest.metadata.name;
    if (!entities) {
      const others = this.found.get(name) ?? [];
      this.found.set(name, [request, ...others].slice(0, MOST_REQUESTS));
    }
  }

  /**
   * A request that shows that something does not hold, if there is one at hand.
   *
   * @param hash - tells the revision
   */
  async find(
    question: Extract<AnalysisQuestion, { set: unknown }>,
    of: {
      hash: string;
      environments: CedarEnvironment[];
      cases: EvaluationRequest[];
    },
  ): Promise<Counterexample | undefined> {
    const { environment: key } = question;
    const witnesses = await this.open(question.set, of);
    switch (question.kind) {
      case 'always-allows':
        return witnesses.denied[key];
      case 'always-denies':
        return witnesses.allowed[key];
      case 'never-matches':
        return witnesses.matched[question.statement]?.[key];
      case 'removable':
        return witnesses.needed[question.statement]?.[key];
      default:
        return undefined;
    }
  }

  private open(
    bundle: PolicyBundle,
    {
      hash,
      environments,
      cases,
    }: {
      hash: string;
      environments: CedarEnvironment[];
      cases: EvaluationRequest[];
    },
  ): Promise<Witnesses> {
    const known = this.witnesses.get(hash);
    if (known) {
      return known;
    }
    const found = this.found.get(bundle.manifest.metadata.name) ?? [];
    const requests = [...cases, ...found]
      .slice(0, MOST_REQUESTS)
      .flatMap(request =>
        environments
          .filter(
            ({ subject, action, resource }) =>
              request.subject.type === subject &&
              request.action.name === action &&
              request.resource.type === resource,
          )
          .map(({ key }) => ({ environment: key, request })),
      );
    const witnesses = this.ask('readWitnesses', { bundle, requests });
    this.witnesses.set(hash, witnesses);
    witnesses.catch(() => this.witnesses.delete(hash));
    return witnesses;
  }
}
