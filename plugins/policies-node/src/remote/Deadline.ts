import { EngineFaultError } from './EngineFaultError';
import { Exchange } from './Exchange';

/** The time that one call has, with all it waits for. */
export class Deadline {
  /** Rejects when it has passed, with the last fault if there was one. */
  readonly passing: Promise<never>;
  private readonly timer: NodeJS.Timeout;
  private exchange?: Exchange;
  private lastFault?: EngineFaultError;
  private late?: EngineFaultError;

  constructor(private readonly engine: string, milliseconds: number) {
    let reject: (fault: EngineFaultError) => void;
    this.passing = new Promise((_, fail) => {
      reject = fail;
    });
    this.timer = setTimeout(() => {
      this.late = this.describe();
      this.exchange?.abort(this.late);
      reject(this.lastFault ?? this.late);
    }, milliseconds);
  }

  /** Ends an exchange when it has passed; the one given last counts. */
  bound(exchange: Exchange): void {
    this.exchange = exchange;
  }

  /** Says more of why there is no answer than that time is over. */
  noteFault(fault: EngineFaultError): void {
    this.lastFault ??= fault;
  }

  /** @throws EngineFaultError once it has passed */
  check(): void {
    if (this.late) {
      throw this.lastFault ?? this.late;
    }
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private describe(): EngineFaultError {
    // What never left the portal says nothing of the engine's server.
    return this.exchange?.hasStarted
      ? new EngineFaultError(
          this.engine,
          "did not answer in time; see whether its server is overloaded, or raise 'timeoutMs'",
          { countsAsBroken: true },
        )
      : new EngineFaultError(
          this.engine,
          "is too busy: the time of the call passed while it waited for others; ask again later, or raise 'maxConcurrent' and 'connections'",
          { overloaded: true },
        );
  }
}
