import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  EngineCapability,
  EvaluationRequest,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  CompiledSet,
  EngineDecision,
  FileReading,
  PolicyBundle,
  PolicyEngine,
  policyEnginesExtensionPoint,
} from '@internal/plugin-policies-node';
import { ToyAnalyzer } from './ToyAnalyzer';
import { parseInvariant, Rule, rulesOf } from './toyLanguage';

/**
 * An engine of a language so small that everything about it can be known by trying all there is: rules about an
 * action and the whole numbers that an amount may be.
 */
export class ToyEngine implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability> = new Set();
  readonly analyzer = new ToyAnalyzer();
  /** How many drafts are held. */
  drafts = 0;
  mostDrafts = 0;
  asked = 0;

  /** Module that adds it as driver `toy`. */
  get feature() {
    return createBackendModule({
      pluginId: 'policies',
      moduleId: 'toy',
      register: env =>
        env.registerInit({
          deps: { engines: policyEnginesExtensionPoint },
          init: async ({ engines }) =>
            engines.addDriver({
              driver: 'toy',
              createEngine: async () => this,
            }),
        }),
    });
  }

  defaultPolicyFile(policy: string) {
    return `policies/${policy}.toy`;
  }

  isPolicyFile(path: string) {
    return /^policies\/.*\.toy$/.test(path);
  }

  describeFile({ path }: PolicyFile): FileReading | undefined {
    if (this.isPolicyFile(path)) {
      return { use: 'policy' };
    }
    if (/^invariants\/.*\.toy$/.test(path)) {
      return { use: 'invariant' };
    }
    if (path === 'schema.toy') {
      return { use: 'schema' };
    }
    return path === 'entities.json' ? { use: 'entities' } : undefined;
  }

  async compile(bundle: PolicyBundle, { mode }: { mode: 'live' | 'draft' }) {
    const broken = bundle.files.find(({ content }) => content.includes('???'));
    if (broken) {
      return {
        diagnostics: [
          {
            severity: 'error' as const,
            source: 'toy',
            file: broken.path,
            message: 'it makes no sense',
          },
        ],
      };
    }
    const rules = rulesOf(bundle);
    if (mode === 'draft') {
      this.drafts++;
      this.mostDrafts = Math.max(this.mostDrafts, this.drafts);
    }
    let isHeld = mode === 'draft';
    const compiled: CompiledSet = {
      statements: [],
      invariants: bundle.files
        .filter(({ path }) => /^invariants\/.*\.toy$/.test(path))
        .map(parseInvariant),
      known: {
        ids: { user: ['alice'], record: ['r1'] },
        actions: [...new Set(rules.map(({ action }) => action))],
      },
      evaluate: async requests => {
        this.asked += requests.length;
        return requests.map(request => decide(rules, request));
      },
      dispose: async () => {
        if (isHeld) {
          isHeld = false;
          this.drafts--;
        }
      },
    };
    return { diagnostics: [], compiled };
  }

  async checkHealth() {
    return { version: '1' };
  }

  async dispose() {}
}

/** What the rules say of one request. */
export function decide(
  rules: Rule[],
  { action, resource }: EvaluationRequest,
): EngineDecision {
  const amount = resource.properties?.amount;
  if (typeof amount !== 'number') {
    return {
      outcome: 'error',
      fault: 'request',
      message: 'the amount is no number',
      durationUs: 1,
    };
  }
  const matching = rules.filter(
    rule =>
      (rule.action === action.name || rule.action === '*') &&
      amount >= rule.from &&
      amount <= rule.to,
  );
  const forbids = matching.filter(({ effect }) => effect === 'forbid');
  const isAllowed = matching.length > 0 && !forbids.length;
  const determining = isAllowed ? matching : forbids;
  return {
    outcome: isAllowed ? 'allow' : 'deny',
    policies: [...new Set(determining.map(({ policy }) => policy))],
    durationUs: 1,
  };
}

/** A request of the toy language. */
export function toyRequest(action: string, amount: number): EvaluationRequest {
  return {
    subject: { type: 'user', id: 'alice' },
    action: { name: action },
    resource: { type: 'record', id: 'r1', properties: { amount } },
  };
}
