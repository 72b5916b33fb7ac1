import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { DecisionService } from '@internal/plugin-policies-node';
import { Instruments } from '../telemetry/Instruments';
import { isTracingOn } from '../telemetry/isTracingOn';
import { AuthorizedDecisionService } from './AuthorizedDecisionService';
import { EngineAsker } from './EngineAsker';
import { MeasuredDecisionService } from './MeasuredDecisionService';
import { MeasuredEngineAsker } from './MeasuredEngineAsker';
import { TracedDecisionService } from './TracedDecisionService';
import { TracedEngineAsker } from './TracedEngineAsker';

interface Telemetry {
  instruments: Instruments;
  tracing: TracingService;
}

/** What every door and feature asks: refusals for want of rights are measured, too, so that is outside. */
export function composeDecisions(
  decisions: DecisionService,
  { instruments, tracing }: Telemetry,
): DecisionService {
  const measured = new MeasuredDecisionService(
    new AuthorizedDecisionService(decisions),
    instruments,
  );
  return isTracingOn()
    ? new TracedDecisionService(measured, tracing)
    : measured;
}

/** What decisions ask engines with. */
export function composeEngineAsker(
  engines: EngineAsker,
  { instruments, tracing }: Telemetry,
): EngineAsker {
  const measured = new MeasuredEngineAsker(engines, instruments);
  return isTracingOn() ? new TracedEngineAsker(measured, tracing) : measured;
}
