import {
  DeterminingPolicy,
  EvaluationRequest,
  RequestVocabulary,
  SearchRequest,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  EngineFaultError,
  KnownEntities,
  PublishedState,
  readPageToken,
  SearchPage,
  searchSet,
  writePageToken,
} from '@internal/plugin-policies-node';
import { Answered, CheckDecider } from './decide/CheckDecider';
import { listMatches } from './decide/listMatches';
import { SetFiles } from './files/readSetFiles';
import { readVocabulary } from './files/readVocabulary';
import { statementsOf } from './files/statementsOf';
import { PublicationHandle } from './publish/Publications';
import { FgaRefusal } from './server/FgaRefusal';
import { FgaServer, ModelPlace } from './server/FgaServer';

/** A revision in a store of its own: a live one, or a draft. */
export class OpenfgaSet implements CompiledSet {
  readonly statements: DeterminingPolicy[];
  readonly vocabulary: RequestVocabulary;
  readonly known: KnownEntities;
  readonly verify?: () => Promise<PublishedState>;
  readonly repair?: () => Promise<void>;
  private readonly decider: CheckDecider;
  private disposed = false;

  constructor(
    private readonly options: {
      engine: string;
      server: FgaServer;
      set: SetFiles;
      checksPerCall: number;
      searchResults: number;
      place(): ModelPlace;
      /** Live sets. */
      publication?: PublicationHandle;
      /** Drafts. */
      explain?(answered: Answered): Promise<EngineDecision>;
      release(): Promise<void> | void;
    },
  ) {
    const { set, publication } = options;
    const ids = set.names.ids(set.entities, set.tuples);
    this.statements = statementsOf(set);
    this.vocabulary = readVocabulary(set, ids);
    this.known = { ids, actions: [...set.actions.byName.keys()] };
    this.decider = new CheckDecider(options);
    this.verify = publication && (() => publication.verify());
    this.repair = publication && (() => publication.repair());
  }

  async evaluate(
    requests: EvaluationRequest[],
    { explain = false }: { explain?: boolean } = {},
  ): Promise<EngineDecision[]> {
    if (this.disposed) {
      return requests.map(() => fault('the revision is no longer served'));
    }
    const answers = await this.decider.decide(requests);
    try {
      // What was taken away meanwhile may have answered by half of its tuples.
      this.options.place();
    } catch (error) {
      return requests.map(() => fault((error as Error).message));
    }
    const { explain: explained } = this.options;
    if (!explain || !explained) {
      return answers.map(({ decision }) => decision);
    }
    const decisions: EngineDecision[] = [];
    for (const answered of answers) {
      decisions.push(
        await explained(answered).catch(error =>
          fault((error as Error).message),
        ),
      );
    }
    return decisions;
  }

  async search(
    request: SearchRequest,
    page: { token?: string; limit: number },
  ): Promise<SearchPage> {
    const matches =
      request.kind === 'action' ? undefined : await this.list(request);
    if (!matches || request.kind === 'action') {
      return searchSet(
        {
          statements: [],
          known: this.known,
          evaluate: requests => this.evaluate(requests),
          dispose: async () => {},
        },
        request,
        page,
      );
    }
    const after = readPageToken(page.token, request.kind);
    const rest = matches.filter(id => after === undefined || id > after);
    const results = rest.slice(0, page.limit);
    return {
      results: results.map(id => ({ type: request[request.kind].type, id })),
      nextToken:
        rest.length > results.length
          ? writePageToken(request.kind, results[results.length - 1])
          : undefined,
    };
  }

  async dispose(): Promise<void> {
    if (!this.disposed) {
      this.disposed = true;
      await this.options.release();
    }
  }

  private async list(
    request: Exclude<SearchRequest, { kind: 'action' }>,
  ): Promise<string[] | undefined> {
    const { engine, set, server, place, searchResults } = this.options;
    try {
      return await listMatches(request, {
        set,
        server,
        place: place(),
        most: searchResults,
      });
    } catch (error) {
      throw error instanceof FgaRefusal
        ? new EngineFaultError(
            engine,
            'does not hold this revision (any more); it is put there again when it is missing',
          )
        : error;
    }
  }
}

function fault(message: string): EngineDecision {
  return { outcome: 'error', fault: 'engine', message, durationUs: 0 };
}
