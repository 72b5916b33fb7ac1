import { AnalysisAnswer } from '@internal/plugin-policies-node';

/** An answer that stays right. */
export type KeptAnswer = Extract<AnalysisAnswer, { state: 'holds' | 'fails' }>;

/** Answers about all requests, for all replicas: nothing is asked twice. */
export interface AnswerStore {
  find(key: string): Promise<KeptAnswer | undefined>;
  save(key: string, answer: KeptAnswer): Promise<void>;
  /** Forgets those that are old. */
  prune(): Promise<void>;
}
