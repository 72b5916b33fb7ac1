import { Instruments } from '../telemetry/Instruments';
import { outcomeOfError } from '../telemetry/outcomeOf';
import { RouteCalls, IncomingCall } from '@internal/plugin-policies-node';

/** Measures how long calls of each route take. */
export class MeasuredCalls implements RouteCalls {
  constructor(
    private readonly calls: RouteCalls,
    private readonly instruments: Instruments,
  ) {}

  async answer(call: IncomingCall): Promise<unknown> {
    const { method, path } = call.route;
    const start = performance.now();
    let outcome = 'answered';
    try {
      return await this.calls.answer(call);
    } catch (error) {
      outcome = outcomeOfError(error);
      throw error;
    } finally {
      this.instruments.callSeconds.record((performance.now() - start) / 1_000, {
        route: `${method.toUpperCase()} ${path}`,
        outcome,
      });
    }
  }
}
