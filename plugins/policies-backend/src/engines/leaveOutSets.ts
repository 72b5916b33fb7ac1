import { EngineStatus } from '@internal/plugin-policies-common';
import { describeFault } from './describeFault';

/** How an engine is, to somebody who may not read every set that it serves. */
export function leaveOutSets(
  status: EngineStatus,
  mayRead: (set: string) => boolean,
): EngineStatus {
  const revisions = status.revisions.filter(({ set }) => mayRead(set));
  const drift = status.drift.filter(({ set }) => mayRead(set));
  const told = { ...status, sets: revisions.length, revisions, drift };
  if (status.state !== 'degraded' || drift.length === status.drift.length) {
    return told;
  }
  const message = describeFault(drift.length, status.circuit);
  return message === undefined
    ? { ...told, state: 'up', message, since: undefined }
    : { ...told, message };
}
