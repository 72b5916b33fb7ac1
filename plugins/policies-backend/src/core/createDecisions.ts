import {
  composeDecisions,
  composeEngineAsker,
} from '../decisions/composeDecisions';
import { DecisionCache } from '../decisions/DecisionCache';
import { DecisionRecorder } from '../decisions/DecisionRecorder';
import { DefaultDecisionService } from '../decisions/DefaultDecisionService';
import { EngineCalls } from '../decisions/EngineCalls';
import { RevisionDrafts } from '../decisions/RevisionDrafts';
import { MemorizedCallers } from '../doors/MemorizedCallers';
import { Lifetime } from '../lifetime/Lifetime';
import { Instruments } from '../telemetry/Instruments';
import { CoreServices } from './CoreServices';

const CALLERS_KEPT_SECONDS = 5;

/** Who may ask for decisions, and what decides: plain, and as every door and feature gets it. */
export async function createDecisions(
  parts: Pick<
    ConstructorParameters<typeof DefaultDecisionService>[0],
    'liveSets' | 'gateOf'
  > &
    ConstructorParameters<typeof DecisionRecorder>[0] &
    ConstructorParameters<typeof RevisionDrafts>[0] &
    ConstructorParameters<typeof EngineCalls>[0] & { instruments: Instruments },
  services: CoreServices,
  lifetime: Lifetime,
) {
  const { config } = services;
  const telemetry = { ...services, ...parts };
  const unauthorized = new DefaultDecisionService({
    ...parts,
    engines: composeEngineAsker(new EngineCalls(parts), telemetry),
    cache: DecisionCache.fromConfig(config),
    drafts: new RevisionDrafts(parts),
    recorder: new DecisionRecorder(parts),
  });
  lifetime.onEnd(() => unauthorized.stop());
  const seconds =
    config.getOptionalNumber('policies.decisions.callerCacheSeconds') ??
    CALLERS_KEPT_SECONDS;
  const callers = new MemorizedCallers({
    ...services,
    keepMs: seconds * 1_000,
  });
  await callers.listen();
  return {
    callers,
    decisions: composeDecisions(unauthorized, telemetry),
  };
}
