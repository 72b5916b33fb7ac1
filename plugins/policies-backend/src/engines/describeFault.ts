import { EngineStatus } from '@internal/plugin-policies-common';

/** What is not right with an engine that answers; undefined where all is. */
export function describeFault(
  drifted: number,
  circuit: EngineStatus['circuit'],
): string | undefined {
  if (drifted) {
    const [is, it] = drifted === 1 ? ['is', 'it'] : ['are', 'them'];
    return `${drifted} of its policy sets ${is} not as the portal put ${it} there`;
  }
  return circuit === 'open'
    ? 'it answers health checks, but its last decisions failed; see the log of its server'
    : undefined;
}
