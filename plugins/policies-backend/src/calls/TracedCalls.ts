import { TracingService } from '@backstage/backend-plugin-api/alpha';
import { Calls, IncomingCall } from './IncomingCall';

/** Makes a span of each call. */
export class TracedCalls implements Calls {
  constructor(
    private readonly calls: Calls,
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
