import { Instruments } from '../telemetry/Instruments';
import { outcomeOfError } from '../telemetry/outcomeOf';

/** Reads all sources. */
export interface Refresh {
  refresh(): Promise<void>;
  /** From now on, whatever is being read. */
  refreshAfresh(): Promise<void>;
}

/** Measures how long reading the sources takes. */
export class MeasuredRefresh implements Refresh {
  constructor(
    private readonly registry: Refresh,
    private readonly instruments: Instruments,
  ) {}

  refresh(): Promise<void> {
    return this.measure(() => this.registry.refresh());
  }

  refreshAfresh(): Promise<void> {
    return this.measure(() => this.registry.refreshAfresh());
  }

  private async measure(act: () => Promise<void>): Promise<void> {
    const start = performance.now();
    let outcome = 'read';
    try {
      await act();
    } catch (error) {
      outcome = outcomeOfError(error);
      throw error;
    } finally {
      this.instruments.refreshSeconds.record(
        (performance.now() - start) / 1_000,
        { outcome },
      );
    }
  }
}
