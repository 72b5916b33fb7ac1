import { PlaygroundFailure } from './playgroundFiles';

/** Answer of the playground API to tests, as far as the driver reads it. */
export interface TestAnswer {
  failure?: PlaygroundFailure;
  success?: { results?: { suites?: TestSuite[] } };
}

export interface TestSuite {
  file?: string;
  name?: string;
  error?: string;
  testCases?: Array<{
    name?: string;
    principals?: Array<{
      name?: string;
      resources?: Array<{
        name?: string;
        actions?: Array<{ name?: string; details?: TestDetails }>;
      }>;
    }>;
  }>;
}

/** How one action of one principal on one resource ended. */
export interface TestDetails {
  result?: string;
  error?: string;
  skipReason?: string;
  failure?: { expected?: string; actual?: string };
  engineTraceBatch?: TraceBatch;
}

/** The steps of an evaluation: each names its place by indices into `definitions`. */
export interface TraceBatch {
  definitions?: TraceComponent[];
  entries?: Array<{ componentIndices?: number[]; event?: TraceEvent }>;
}

export interface TraceComponent {
  kind?: string;
  [detail: string]: unknown;
}

export interface TraceEvent {
  status?: string;
  effect?: string;
  error?: string;
  message?: string;
  result?: unknown;
}
