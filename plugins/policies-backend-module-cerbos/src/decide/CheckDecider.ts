import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  EngineAnswer,
  EngineDecision,
  forEachAtOnce,
  overloadOf,
} from '@internal/plugin-policies-node';
import { SetEntities } from '../files/SetEntities';
import { Edition } from '../edition/editionOf';
import {
  CheckBody,
  CheckPrincipal,
  CheckResource,
  principalOf,
  resourceOf,
  takenKind,
} from './checkRequest';
import { PROBE, rolesWithPolicy, showsRoles } from '../edition/presence';
import {
  CheckedEntry,
  CheckEntry,
  missingEntry,
  readCheckEntry,
} from './readCheckEntry';

/** Calls one batch has under way at a time. */
const CALLS_AT_ONCE = 16;

/** Answer of Cerbos: 400 with a message, or results in the order of the resources. */
export type CheckAnswer = EngineAnswer<
  { results?: CheckEntry[]; message?: string } | undefined
>;

interface Item {
  index: number;
  resource: CheckResource;
}

interface Call {
  principal: CheckPrincipal;
  items: Item[];
}

/** How often, and after how many milliseconds, is asked again what Cerbos does not hold. */
const RELOADS = 3;
const RELOAD_MS = 150;

/** Decides requests by CheckResources: one call for up to `resourcesPerCall` requests of a subject. */
export class CheckDecider {
  constructor(
    private readonly options: {
      engine: string;
      edition: Edition;
      entities: SetEntities;
      resourcesPerCall: number;
      /** Accepts status 400; any other fault rejects. */
      check(body: CheckBody): Promise<CheckAnswer>;
    },
  ) {}

  /** Cerbos loads all anew when something is put there, and for a moment has not even what it had. */
  async decide(requests: EvaluationRequest[]): Promise<CheckedEntry[]> {
    const entries = await this.decideOnce(requests);
    for (let attempt = 0; attempt < RELOADS; attempt++) {
      const missing = [...entries.keys()].filter(
        index => entries[index].isMissing,
      );
      if (!missing.length) {
        break;
      }
      await new Promise(resolve => setTimeout(resolve, RELOAD_MS));
      const again = await this.decideOnce(
        missing.map(index => requests[index]),
      );
      missing.forEach((index, position) => {
        entries[index] = again[position];
      });
    }
    return entries;
  }

  private async decideOnce(
    requests: EvaluationRequest[],
  ): Promise<CheckedEntry[]> {
    const decisions = new Array<CheckedEntry>(requests.length);
    const calls = this.callsOf(requests, decisions);
    await forEachAtOnce(calls, CALLS_AT_ONCE, call =>
      this.send(call, decisions),
    );
    return decisions;
  }

  private callsOf(
    requests: EvaluationRequest[],
    decisions: CheckedEntry[],
  ): Call[] {
    const { edition, entities, resourcesPerCall } = this.options;
    const calls: Call[] = [];
    const open = new Map<string, Call>();
    for (const [index, request] of requests.entries()) {
      const principal = principalOf(request, entities, edition);
      const resource = resourceOf(request, entities, edition);
      if (typeof principal === 'string' || typeof resource === 'string') {
        decisions[index] = requestFault(
          typeof principal === 'string' ? principal : `${resource}`,
          takenKind(request, entities, edition) !== undefined,
        );
        continue;
      }
      const key = requests.length === 1 ? '' : JSON.stringify(principal);
      let call = open.get(key);
      const most =
        resourcesPerCall -
        (rolesWithPolicy(edition, principal.roles).length ? 1 : 0);
      if (!call || call.items.length >= most) {
        call = { principal, items: [] };
        open.set(key, call);
        calls.push(call);
      }
      call.items.push({ index, resource });
    }
    return calls;
  }

  private async send(call: Call, decisions: CheckedEntry[]): Promise<void> {
    const { engine, edition, check } = this.options;
    const { principal, items } = call;
    const started = performance.now();
    const durationUs = () =>
      Math.round(((performance.now() - started) * 1_000) / items.length);
    const fill = (decision: EngineDecision) =>
      items.forEach(({ index }) => {
        decisions[index] = { decision, rules: [] };
      });
    try {
      const roles = rolesWithPolicy(edition, principal.roles);
      const asked = items.map(({ resource }) => resource);
      const { status, body } = await check({
        includeMeta: true,
        principal,
        resources: roles.length ? [...asked, probeOf(edition)] : asked,
      });
      if (status === 400) {
        await this.refused(call, decisions, body?.message);
        return;
      }
      const results = body?.results;
      const questions = items.length + (roles.length ? 1 : 0);
      if (!Array.isArray(results) || results.length !== questions) {
        fill({
          outcome: 'error',
          fault: 'engine',
          message: `engine '${engine}' answered ${
            Array.isArray(results) ? results.length : 'no'
          } results to ${questions} questions; see the log of its server`,
          durationUs: durationUs(),
        });
        return;
      }
      const duration = durationUs();
      const isWhole = showsRoles(
        edition,
        roles,
        results[items.length]?.outputs ?? [],
      );
      for (const [at, { index, resource }] of items.entries()) {
        decisions[index] = isWhole
          ? readCheckEntry(
              engine,
              edition,
              principal.id,
              resource,
              results[at] ?? undefined,
              duration,
            )
          : missingEntry(engine, edition, duration);
      }
    } catch (error) {
      fill({
        outcome: 'error',
        fault: 'engine',
        message: (error as Error).message,
        ...overloadOf(error),
        durationUs: durationUs(),
      });
    }
  }

  /** One request that Cerbos refuses must not cost the others of its call their decision. */
  private async refused(
    { principal, items }: Call,
    decisions: CheckedEntry[],
    message: string | undefined,
  ): Promise<void> {
    if (items.length === 1) {
      decisions[items[0].index] = requestFault(
        `Cerbos does not take this request: ${String(message).slice(0, 300)}`,
      );
      return;
    }
    const middle = Math.ceil(items.length / 2);
    for (const half of [items.slice(0, middle), items.slice(middle)]) {
      await this.send({ principal, items: half }, decisions);
    }
  }
}

/** Asked beside what is asked, to see by it that the policies of roles are there. */
function probeOf({ version }: Edition): CheckResource {
  return {
    actions: [PROBE],
    resource: { id: PROBE, kind: PROBE, policyVersion: version, attr: {} },
  };
}

function requestFault(message: string, misnamed = false): CheckedEntry {
  return {
    decision: {
      outcome: 'error',
      fault: 'request',
      message,
      ...(misnamed && { misnamed }),
      durationUs: 0,
    },
    rules: [],
  };
}
