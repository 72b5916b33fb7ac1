import {
  AnalyzerVersions,
  PolicyFile,
  ProofState,
  RequestEnvironment,
} from '@internal/plugin-policies-common';
import {
  AnalysisQuestion,
  ExportedQuestion,
  PolicyAnalyzer,
} from '@internal/plugin-policies-node';

/** Kinds of requests whose questions are written out; the others are named by their keys. */
const MOST_QUESTIONS = 400;

/** A question of a report, as an evidence pack lists it. */
export interface PackedQuestion {
  about: 'wider' | 'tighter' | 'invariant';
  environment: RequestEnvironment;
  /** Name of the invariant. */
  invariant?: string;
  /** What the report says; of an invariant it says one thing of all its questions. */
  state?: ProofState;
  /** sha256 over `question.json` of its folder. */
  key: string;
  /** Below `proofs/`; absent where there were too many. */
  folder?: string;
  /** Whether the texts alone settle it, so that there is nothing to run. */
  settled?: boolean;
}

/** Gathers the files of questions. */
export class QuestionWriter {
  readonly questions: PackedQuestion[] = [];
  private readonly files = new Map<string, string>();

  constructor(private readonly analyzer: PolicyAnalyzer | undefined) {}

  async write(
    question: AnalysisQuestion,
    versions: AnalyzerVersions,
    about: Omit<PackedQuestion, 'key'>,
  ): Promise<void> {
    const exported = await this.analyzer?.export?.(question, versions);
    if (!exported) {
      return;
    }
    const { key, command } = exported;
    const folder = key.slice(0, 16);
    const isWritten = this.questions.length < MOST_QUESTIONS;
    if (isWritten) {
      this.writeFiles(`proofs/${folder}`, exported);
    }
    this.questions.push({
      ...about,
      key,
      ...(isWritten && { folder }),
      ...(command === undefined && { settled: true }),
    });
  }

  end(): PolicyFile[] {
    if (!this.questions.length) {
      return [];
    }
    return [
      {
        path: 'proofs/questions.json',
        content: `${JSON.stringify(this.questions, null, 2)}\n`,
      },
      ...[...this.files].map(([path, content]) => ({ path, content })),
    ];
  }

  private writeFiles(
    folder: string,
    { asked, files = [], written = [], command }: ExportedQuestion,
  ): void {
    // To the letter: the key is the sha256 of this file.
    this.files.set(`${folder}/question.json`, JSON.stringify(asked));
    for (const { path, content } of files) {
      this.files.set(`${folder}/${path}`, content);
    }
    for (const { path, content } of written) {
      this.files.set(`${folder}/written/${path}`, content);
    }
    if (command !== undefined) {
      this.files.set(`${folder}/command.txt`, `${command}\n`);
    }
  }
}
