import {
  AnalyzerStatus,
  EngineDrift,
  EngineState,
  EngineStatus,
} from '@internal/plugin-policies-common';
import { LatencyWindow, PolicyEngine } from '@internal/plugin-policies-node';
import { EngineGate } from './EngineGate';

/** A configured engine with what its last checks told. */
export class EngineRecord {
  private readonly latencies = new LatencyWindow();
  private state: EngineState = 'unknown';
  private since?: Date;
  private checkedAt?: Date;
  private version?: string;
  private message?: string;
  private drift: EngineDrift[] = [];
  private analyzer?: AnalyzerStatus;

  constructor(
    readonly name: string,
    readonly driver: string,
    readonly engine: PolicyEngine,
    /** What stands before it. */
    readonly gate: EngineGate,
  ) {}

  /** Why the engine cannot serve, as far as is known. */
  get downBecause(): string | undefined {
    return this.state === 'down' ? this.message : undefined;
  }

  /** True when its last check found it serving, whatever may have drifted. */
  get serves(): boolean {
    return this.state === 'up' || this.state === 'degraded';
  }

  /** Notes a check that was answered. */
  answered(milliseconds: number, version: string | undefined): void {
    this.latencies.add(milliseconds);
    this.version = version;
  }

  /** Notes how a check ended. */
  enter(
    state: EngineState,
    details: { message?: string; drift?: EngineDrift[] } = {},
  ): void {
    const now = new Date();
    if (state !== this.state) {
      this.state = state;
      this.since = now;
    }
    this.checkedAt = now;
    this.message = details.message;
    this.drift = details.drift ?? this.drift;
  }

  /** Notes whether the engine's analyzer can be asked. */
  analyzed(status: AnalyzerStatus): void {
    this.analyzer = status;
  }

  get analyzerState(): AnalyzerStatus['state'] | undefined {
    return this.analyzer?.state;
  }

  get drifted(): EngineDrift[] {
    return this.drift;
  }

  /** @param revisions - what it should serve */
  status(revisions: EngineStatus['revisions']): EngineStatus {
    const { remote, capabilities } = this.engine;
    const calls = remote?.state();
    return {
      name: this.name,
      driver: this.driver,
      capabilities: [...capabilities],
      state: this.state,
      since: this.since?.toISOString(),
      checkedAt: this.checkedAt?.toISOString(),
      latencyMs: rounded(calls?.latencyMs ?? this.latencies.median()),
      message: this.message,
      version: this.version,
      url: remote?.url,
      circuit: calls?.circuit,
      sets: revisions.length,
      revisions,
      drift: this.drift,
      ...(this.analyzer ? { analyzer: this.analyzer } : {}),
    };
  }
}

function rounded(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined
    ? undefined
    : Math.round(milliseconds * 100) / 100;
}
