import type { PolicyBundle } from '@internal/plugin-policies-node';
import { allowUnknown, AskedTexts, PlannedTexts } from './allowUnknown';
import { findCandidate } from './findCandidate';
import { readSubject } from './readSubject';
import { readWitnesses, Witnesses, WitnessSearch } from './readWitnesses';
import { Search, SearchAnswer, SubjectAnswer } from './types';

/** What a worker answers for the analyzer, by name. */
export interface AnalyzerAsks {
  readSubject: { input: PolicyBundle; answer: SubjectAnswer };
  allowUnknown: { input: PlannedTexts; answer: AskedTexts };
  readWitnesses: { input: WitnessSearch; answer: Witnesses };
  findCandidate: { input: Search; answer: SearchAnswer };
}

/** Answers in a worker what the analyzer asks of hostile text. */
export function answerAnalyzer(what: string, input: unknown): unknown {
  switch (what) {
    case 'readSubject':
      return readSubject(input as AnalyzerAsks['readSubject']['input']);
    case 'allowUnknown':
      return allowUnknown(input as AnalyzerAsks['allowUnknown']['input']);
    case 'readWitnesses':
      return readWitnesses(input as AnalyzerAsks['readWitnesses']['input']);
    case 'findCandidate':
      return findCandidate(input as AnalyzerAsks['findCandidate']['input']);
    default:
      throw new Error(`'${what}' is nothing that Cedar can be asked`);
  }
}
