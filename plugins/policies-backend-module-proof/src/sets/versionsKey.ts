import { createHash } from 'crypto';
import { AnalyzerVersions } from '@internal/plugin-policies-common';

/** Goes up whenever more or something else is told of sets. */
const FORM = 2;

/** What the report of a set comes from, as one key; without an analyzer it is another one. */
export function versionsKey(versions: AnalyzerVersions | undefined): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        FORM,
        versions?.analyzer,
        versions?.solver,
        versions?.engine,
      ]),
    )
    .digest('hex');
}
