import { LoggerService } from '@backstage/backend-plugin-api';
import { Diagnostic, shortRevision } from '@internal/plugin-policies-common';
import { inTime } from '../clock/inTime';
import { CompiledSet, PolicyBundle } from '../PolicyEngine';
import { RevisionGuard } from './RevisionGuard';

/** Of all guards together, as somebody waits for the revision. */
const PATIENCE_MS = 60_000;

/**
 * Asks all guards, at once, whether a revision may become active. One that cannot tell, or takes too long, is a
 * warning that names it.
 *
 * @param options - `patienceMs`: milliseconds that all of them together have; by default 60,000
 * @returns what they say; an error means that the revision must not become active
 */
export async function askGuards(
  guards: RevisionGuard[],
  bundle: PolicyBundle,
  compiled: CompiledSet,
  options: { logger: LoggerService; patienceMs?: number },
): Promise<Diagnostic[]> {
  const { logger, patienceMs = PATIENCE_MS } = options;
  const ended = new AbortController();
  const ask = async (guard: RevisionGuard): Promise<Diagnostic[]> => {
    try {
      return await inTime(
        guard.check(bundle, compiled, ended.signal),
        patienceMs,
        `it`,
      );
    } catch (error) {
      const { message } = error as Error;
      logger.error(
        `guard '${guard.name}' could not look at revision ${shortRevision(
          bundle.revision,
        )} of policy set '${bundle.manifest.metadata.name}': ${message}`,
      );
      return [
        {
          severity: 'warning',
          source: 'portal',
          message: `the guard '${guard.name}' could not look at this revision: ${message}`,
          help: 'The revision became active without its answer; tell the people who run the portal.',
        },
      ];
    }
  };
  try {
    return (await Promise.all(guards.map(ask))).flat();
  } finally {
    ended.abort(new Error('nobody waits for the answer any more'));
  }
}
