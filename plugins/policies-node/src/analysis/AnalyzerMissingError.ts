import { ServiceUnavailableError } from '@backstage/errors';

/** An analyzer cannot be asked as its programs are not installed here; the message says what to do. */
export class AnalyzerMissingError extends ServiceUnavailableError {}
