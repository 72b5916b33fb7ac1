import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { JobKind } from '@internal/plugin-policies-node';
import { Instruments } from '../telemetry/Instruments';
import { isTracingOn } from '../telemetry/isTracingOn';
import { MeasuredJobKind } from './MeasuredJobKind';
import { TracedJobKind } from './TracedJobKind';

/** What every kind of jobs gets around it. */
export function composeJobKind(
  kind: JobKind,
  {
    instruments,
    tracing,
  }: { instruments: Instruments; tracing: TracingService },
): JobKind {
  const measured = new MeasuredJobKind(kind, instruments);
  return isTracingOn() ? new TracedJobKind(measured, tracing) : measured;
}
