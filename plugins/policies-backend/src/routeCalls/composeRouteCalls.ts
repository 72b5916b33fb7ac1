import {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { Instruments } from '../telemetry/Instruments';
import { isTracingOn } from '../telemetry/isTracingOn';
import { AuditedCalls } from './AuditedCalls';
import { HandledCalls } from './HandledCalls';
import { callerOf, RouteCalls } from '@internal/plugin-policies-node';
import { MeasuredCalls } from './MeasuredCalls';
import { TracedCalls } from './TracedCalls';

/** What every call of a route passes, whether it is a request, an action or a tool call. */
export function composeRouteCalls({
  auditor,
  auth,
  logger,
  instruments,
  tracing,
}: {
  auditor: AuditorService;
  auth: AuthService;
  logger: LoggerService;
  instruments: Instruments;
  tracing: TracingService;
}): RouteCalls {
  const measured = new MeasuredCalls(
    new AuditedCalls(new HandledCalls(), {
      auditor,
      logger,
      nameOf: ({ credentials }) => callerOf(auth, credentials),
    }),
    instruments,
  );
  return isTracingOn() ? new TracedCalls(measured, tracing) : measured;
}
