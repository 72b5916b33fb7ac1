import {
  EngineFaultError,
  PublishedState,
} from '@internal/plugin-policies-node';
import { CerbosPolicy } from '../files/policySchema';
import { CerbosServer, HeldPolicy } from './CerbosServer';
import { Edition } from '../edition/editionOf';
import { RuleOutput } from '../edition/outputs';
import { PROBE, showsPrincipal, showsRoles } from '../edition/presence';

const NOBODY = 'policy-portal';
const SHORTEST_SCHEMA = 10;
/** So long a policy may be of no use before it counts as wrong. */
const USABLE_MS = 3_000;
const LOOK_EVERY_MS = 200;
const DIGEST = 'policies.internal/digest';

/** What the server holds of an edition, by id. */
interface Held {
  policies: Map<string, HeldPolicy>;
  schemas: Map<string, string>;
}

/** An edition at the live server: puts it there, looks after it, takes it away. */
export class Publication {
  /** What the server gave back of each policy right after it was put there, by id. */
  private written = new Map<string, string>();

  constructor(
    private readonly options: {
      engine: string;
      server: CerbosServer;
      edition: Edition;
    },
  ) {}

  /**
   * Puts the edition there and looks whether it serves.
   *
   * @returns files of policies the server holds but cannot use: their rules are wrong
   */
  async put(): Promise<string[]> {
    await this.options.server.putSchemas(this.schemas());
    await this.putPolicies();
    const held = await this.look();
    this.written = new Map(
      [...held.policies].map(([id, policy]) => [id, canonical(policy)]),
    );
    const state = this.compare(held);
    if (state.state !== 'in-sync') {
      throw new EngineFaultError(this.options.engine, state.message);
    }
    return this.untilUsable();
  }

  /**
   * Cerbos takes policies in when it comes to them: a moment after they were put there it may know a
   * policy, but not yet what that imports, and remembers that it was of no use. Put there again it looks again.
   */
  private async untilUsable(): Promise<string[]> {
    const deadline = performance.now() + USABLE_MS;
    for (;;) {
      const files = await this.unusable();
      if (!files.length || performance.now() > deadline) {
        return files;
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS));
      await this.putPolicies();
    }
  }

  private async putPolicies(): Promise<void> {
    const { server, edition } = this.options;
    await server.putPolicies(
      [...edition.policies].sort(importedFirst).map(({ body }) => body),
    );
  }

  async verify(): Promise<PublishedState> {
    return this.compare(await this.look());
  }

  /** Each call to the admin API costs the server the hashing of a password: few are made. */
  private async look(): Promise<Held> {
    const { server, edition } = this.options;
    const [policies, schemas] = await Promise.all([
      server.getPolicies(this.ids()),
      server.getSchemas(edition.schemas.map(({ id }) => id)),
    ]);
    return {
      policies: new Map(policies.map(policy => [idOf(policy), policy])),
      schemas: new Map(schemas.map(({ id, definition }) => [id, definition])),
    };
  }

  private compare({ policies: held, schemas }: Held): PublishedState {
    const { edition } = this.options;
    const missing = [
      ...this.ids().filter(id => !held.has(id)),
      ...edition.schemas.map(({ id }) => id).filter(id => !schemas.has(id)),
    ];
    if (missing.length) {
      return {
        state: 'missing',
        message: `does not hold ${list(missing)} (any more)`,
      };
    }
    const changed = [
      ...edition.policies
        .filter(({ id, body }) => {
          const policy = held.get(id)!;
          return (
            policy.metadata?.annotations?.[DIGEST] !==
              body.metadata?.annotations?.[DIGEST] ||
            canonical(policy) !== this.written.get(id)
          );
        })
        .map(({ id }) => id),
      ...this.schemas()
        .filter(
          ({ id, definition }) =>
            contentOf(schemas.get(id)!) !== contentOf(definition),
        )
        .map(({ id }) => id),
    ];
    return changed.length
      ? {
          state: 'drifted',
          message: `holds ${list(
            changed,
          )} otherwise than the portal put it there`,
        }
      : { state: 'in-sync' };
  }

  async remove(): Promise<void> {
    const { server, edition } = this.options;
    const there = new Set((await server.getPolicies(this.ids())).map(idOf));
    const [importing, imported] = [false, true].map(wanted =>
      edition.policies
        .filter(policy => isImported(policy) === wanted && there.has(policy.id))
        .map(({ id }) => id),
    );
    await server.deletePolicies(importing);
    await server.deletePolicies(imported);
    const schemas = await server.getSchemas(
      edition.schemas.map(({ id }) => id),
    );
    await server.deleteSchemas(schemas.map(({ id }) => id));
  }

  /** Cerbos takes any rule and finds out on the first request: each policy is asked for once. */
  private async unusable(): Promise<string[]> {
    const files: string[] = [];
    for (const { file, body } of this.options.edition.policies) {
      if (!(await this.isUsable(body))) {
        files.push(file);
      }
    }
    return files;
  }

  private async isUsable({
    resourcePolicy,
    principalPolicy,
    rolePolicy,
  }: CerbosPolicy): Promise<boolean> {
    const { edition } = this.options;
    if ((resourcePolicy ?? principalPolicy ?? rolePolicy)?.scope) {
      return true;
    }
    if (resourcePolicy) {
      const { matched } = await this.probe({ kind: resourcePolicy.resource });
      return matched !== 'NO_MATCH';
    }
    if (principalPolicy) {
      const id = principalPolicy.principal;
      const { outputs } = await this.probe({ id });
      return showsPrincipal(edition, id, outputs);
    }
    if (rolePolicy) {
      const { role } = rolePolicy;
      const { outputs } = await this.probe({ role });
      return showsRoles(edition, [role], outputs);
    }
    return true;
  }

  private async probe({
    id = NOBODY,
    role = NOBODY,
    kind = PROBE,
  }: {
    id?: string;
    role?: string;
    kind?: string;
  }): Promise<{ matched: string; outputs: RuleOutput[] }> {
    const { engine, server, edition } = this.options;
    const { status, body: answer } = await server.check({
      includeMeta: true,
      principal: {
        id,
        policyVersion: edition.version,
        roles: [role],
        attr: {},
      },
      resources: [
        {
          actions: [PROBE],
          resource: {
            id: PROBE,
            kind,
            policyVersion: edition.version,
            attr: { context: {}, action: {} },
          },
        },
      ],
    });
    const [entry] = answer?.results ?? [];
    const matched = entry?.meta?.actions?.[PROBE]?.matchedPolicy;
    if (status !== 200 || typeof matched !== 'string') {
      throw new EngineFaultError(
        engine,
        'does not answer for what the portal put there; see the log of its server',
      );
    }
    return { matched, outputs: entry?.outputs ?? [] };
  }

  private ids(): string[] {
    return this.options.edition.policies.map(({ id }) => id);
  }

  private schemas() {
    return this.options.edition.schemas.map(({ id, definition }) => ({
      id,
      // Cerbos takes none of less than ten bytes.
      definition: Buffer.from(
        JSON.stringify(definition).padEnd(SHORTEST_SCHEMA),
      ).toString('base64'),
    }));
  }
}

function isImported({ id }: { id: string }): boolean {
  return /^(derived_roles|export_variables|export_constants)\./.test(id);
}

function importedFirst(a: { id: string }, b: { id: string }): number {
  return Number(isImported(b)) - Number(isImported(a));
}

function idOf({ metadata }: HeldPolicy): string {
  return metadata?.storeIdentifier ?? '';
}

/** The policy without what the server adds, keys in order. */
function canonical({ metadata, ...policy }: HeldPolicy): string {
  return JSON.stringify(
    sorted({ ...policy, annotations: metadata?.annotations }),
  );
}

/** A schema in base64, which the store may write anew. */
function contentOf(definition: string): string {
  try {
    return JSON.stringify(
      sorted(JSON.parse(Buffer.from(definition, 'base64').toString('utf8'))),
    );
  } catch {
    return '';
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, child]) => [key, sorted(child)]),
      )
    : value;
}

function list(ids: string[]): string {
  const shown = ids.slice(0, 3).map(id => `'${id}'`);
  return ids.length > 3
    ? `${shown.join(', ')} and ${ids.length - 3} more`
    : shown.join(', ');
}
