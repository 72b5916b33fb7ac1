import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { RouteCalls, IncomingCall } from '@internal/plugin-policies-node';

/** Makes a span of each call. */
export class TracedCalls implements RouteCalls {
  constructor(
    private readonly calls: RouteCalls,
    private readonly tracing: TracingService,
  ) {}

  answer(call: IncomingCall): Promise<unknown> {
    const { method, path } = call.route;
    return this.tracing.startActiveSpan(
      `policies.call ${method.toUpperCase()} ${path}`,
      { kind: 'internal', credentials: call.credentials },
      () => this.calls.answer(call),
    );
  }
}
