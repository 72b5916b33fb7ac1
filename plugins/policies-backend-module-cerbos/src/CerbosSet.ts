import {
  DeterminingPolicy,
  EvaluationRequest,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  KnownEntities,
  PublishedState,
} from '@internal/plugin-policies-node';
import { CheckDecider } from './decide/CheckDecider';
import { CheckedEntry } from './decide/readCheckEntry';
import { readsClock } from './files/readsClock';
import { readVocabulary } from './files/readVocabulary';
import { Rule } from './files/readRules';
import { SetFiles } from './files/readSetFiles';
import { PublicationHandle } from './publish/Publications';

/** A revision that Cerbos can decide by: published at the live server, or a draft in the sandbox. */
export class CerbosSet implements CompiledSet {
  readonly statements: DeterminingPolicy[];
  readonly vocabulary: RequestVocabulary;
  /** False where a rule looks at the clock. */
  readonly cacheable: boolean;
  readonly known: KnownEntities;
  readonly verify?: () => Promise<PublishedState>;
  readonly repair?: () => Promise<void>;
  private disposed = false;

  constructor(
    private readonly options: {
      engine: string;
      decider: CheckDecider;
      read: SetFiles;
      rules: Rule[];
      /** Live sets. */
      publication?: PublicationHandle;
      /** Drafts. */
      explain?(
        request: EvaluationRequest,
        entry: CheckedEntry,
      ): Promise<EngineDecision>;
    },
  ) {
    const { publication, read, rules } = options;
    this.statements = rules.map(({ policy, title, effect, file, range }) => ({
      policy,
      title,
      effect,
      file,
      range,
    }));
    this.vocabulary = readVocabulary(read);
    this.cacheable = !read.documents.some(({ policy }) => readsClock(policy));
    this.known = {
      ids: read.entities.ids(),
      actions: this.vocabulary.actions.map(({ name }) => name),
    };
    this.verify = publication && (() => publication.verify());
    this.repair = publication && (() => publication.repair());
  }

  async evaluate(
    requests: EvaluationRequest[],
    { explain = false }: { explain?: boolean } = {},
  ): Promise<EngineDecision[]> {
    if (this.disposed) {
      return requests.map(() => this.fault('the revision is no longer served'));
    }
    const entries = await this.options.decider.decide(requests);
    const { explain: explained } = this.options;
    if (!explain || !explained) {
      return entries.map(({ decision }) => decision);
    }
    const decisions: EngineDecision[] = [];
    for (const [index, entry] of entries.entries()) {
      decisions.push(
        await explained(requests[index], entry).catch(error =>
          this.fault((error as Error).message),
        ),
      );
    }
    return decisions;
  }

  async dispose(): Promise<void> {
    if (!this.disposed) {
      this.disposed = true;
      await this.options.publication?.release();
    }
  }

  private fault(message: string): EngineDecision {
    return { outcome: 'error', fault: 'engine', message, durationUs: 0 };
  }
}
