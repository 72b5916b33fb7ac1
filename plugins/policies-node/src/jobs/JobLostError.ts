import { CustomErrorBase } from '@backstage/errors';

/** A worker wrote for a job that is another worker's by now, or nobody's: it was cancelled. Nothing was written. */
export class JobLostError extends CustomErrorBase {
  name = 'JobLostError' as const;
}
