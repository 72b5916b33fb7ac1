import { InputError } from '@backstage/errors';
import {
  EvaluationRequest,
  isCaseFile,
  readCases,
} from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { LRUCache } from 'lru-cache';
import { isInvariantFile, isPolicyFile } from '../compile/invariantFiles';
import { EmbeddedCedar } from './EmbeddedCedar';
import { hashOf } from './hashOf';
import { CedarEnvironment, CedarSubject, SubjectAnswer } from './types';

const MOST_SUBJECTS = 50;

/** What is known of revisions that were asked about. */
export class Subjects {
  private readonly answers = new LRUCache<string, Promise<SubjectAnswer>>({
    max: MOST_SUBJECTS,
  });
  private readonly hashes = new WeakMap<PolicyBundle, string>();
  private readonly worlds = new WeakMap<PolicyBundle, string>();
  private readonly cases = new WeakMap<PolicyBundle, EvaluationRequest[]>();

  constructor(private readonly ask: EmbeddedCedar['ask']) {}

  /** @throws InputError where nothing can be proven of it */
  async read(bundle: PolicyBundle): Promise<CedarSubject> {
    const hash = this.hashOf(bundle);
    let answer = this.answers.get(hash);
    if (!answer) {
      answer = this.ask('readSubject', bundle);
      this.answers.set(hash, answer);
      answer.catch(() => this.answers.delete(hash));
    }
    const read = await answer;
    if ('refused' in read) {
      throw new InputError(read.refused);
    }
    return read.subject;
  }

  /** Names a revision by its content and its manifest, which may be another than its file says. */
  readonly hashOf = (bundle: PolicyBundle): string => {
    const known =
      this.hashes.get(bundle) ?? hashOf([bundle.manifest, bundle.files]);
    this.hashes.set(bundle, known);
    return known;
  };

  /** Names all of a revision but what it decides by and what people tried: who is there, and what is called how. */
  readonly worldOf = (bundle: PolicyBundle): string => {
    const known =
      this.worlds.get(bundle) ??
      hashOf([
        bundle.manifest,
        bundle.files.filter(
          ({ path }) =>
            !isPolicyFile(path) && !isInvariantFile(path) && !isCaseFile(path),
        ),
      ]);
    this.worlds.set(bundle, known);
    return known;
  };

  /** Requests of the cases of a revision. */
  casesOf(bundle: PolicyBundle): EvaluationRequest[] {
    const known =
      this.cases.get(bundle) ??
      bundle.files
        .filter(({ path }) => isCaseFile(path))
        .flatMap(({ path, content }) => readCases(path, content).cases)
        .map(({ request }) => request);
    this.cases.set(bundle, known);
    return known;
  }

  /** Those of several that belong to an environment. */
  casesFor(
    bundles: PolicyBundle[],
    environment: CedarEnvironment,
  ): EvaluationRequest[] {
    return bundles
      .flatMap(bundle => this.casesOf(bundle))
      .filter(
        ({ subject, action, resource }) =>
          subject.type === environment.subject &&
          action.name === environment.action &&
          resource.type === environment.resource,
      );
  }
}
