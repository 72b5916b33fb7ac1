import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  Diagnostic,
  EngineCapability,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  FileReading,
  PolicyBundle,
  PolicyEngine,
  policyEnginesExtensionPoint,
  PublishedState,
} from '@internal/plugin-policies-node';

/** An engine of a third party, as far as the portal can tell, whose faults the test decides. */
export class RemoteControlledEngine implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability> = new Set(['publish']);
  readonly remote = {
    url: 'http://127.0.0.1:1',
    state: () => ({ circuit: 'closed' as const, latencyMs: 1.234 }),
  };
  /** What it does when it is asked for its health. */
  health: 'up' | 'down' | 'hangs' = 'up';
  /** What it holds of each set. */
  held: PublishedState = { state: 'in-sync' };
  repairs = 0;
  /** Compiled sets that were disposed of. */
  letGo = 0;
  /** What it does before it compiles. */
  beforeCompile: (
    bundle: PolicyBundle,
    mode: 'live' | 'draft',
  ) => Promise<void> = async () => {};
  /** What it says of every revision. */
  diagnostics: Diagnostic[] = [];
  /** Has every draft lost that is compiled now. */
  loseDrafts: () => void = () => {};
  /** Answers to any request. */
  answer: (count: number) => Promise<EngineDecision[]> = async count =>
    Array.from({ length: count }, () => ({
      outcome: 'allow',
      policies: ['read'],
      durationUs: 1,
    }));

  /** Module that adds it as driver `remote`. */
  get feature() {
    return createBackendModule({
      pluginId: 'policies',
      moduleId: 'remote',
      register: env =>
        env.registerInit({
          deps: { engines: policyEnginesExtensionPoint },
          init: async ({ engines }) =>
            engines.addDriver({
              driver: 'remote',
              createEngine: async () => this,
            }),
        }),
    });
  }

  defaultPolicyFile(policy: string) {
    return `policies/${policy}.remote`;
  }

  isPolicyFile(path: string) {
    return path.endsWith('.remote');
  }

  describeFile({ path }: PolicyFile): FileReading {
    return { use: this.isPolicyFile(path) ? 'policy' : 'data' };
  }

  async compile(bundle: PolicyBundle, { mode }: { mode: 'live' | 'draft' }) {
    if (this.health !== 'up') {
      throw new Error('it cannot be reached');
    }
    await this.beforeCompile(bundle, mode);
    let isLost = false;
    const loseOthers = this.loseDrafts;
    this.loseDrafts = () => {
      loseOthers();
      isLost = mode === 'draft';
    };
    const compiled: CompiledSet = {
      get isLost() {
        return isLost;
      },
      statements: [],
      evaluate: requests => this.answer(requests.length),
      verify: async () => this.held,
      repair: async () => {
        this.repairs++;
        this.held = { state: 'in-sync' };
      },
      dispose: async () => {
        this.letGo++;
      },
    };
    return { diagnostics: this.diagnostics, compiled };
  }

  async checkHealth() {
    if (this.health === 'hangs') {
      return new Promise<never>(() => {});
    }
    if (this.health === 'down') {
      throw new Error(`engine 'remote' is not running; start its server`);
    }
    return { version: '7.1' };
  }

  async dispose() {}
}
