import { EvaluationRequest } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { smallBundle } from './bundles';

const NUMBERS = [-1, 0, 1, 5, 10, 100, 101];
const TEXTS = ['', 'a', 'ab', 'retail', 'x"y\\z', 'ü\n(assert false)'];
const USERS = ['alice', 'bob', 'o"dd; |id|'];
const GROUPS = ['ops', 'risk'];

/** Attributes by entity, with what a literal or a request has of each. */
type Kind = 'Long' | 'String' | 'Bool' | 'Set<String>';
const KINDS: Kind[] = ['Long', 'String', 'Bool', 'Set<String>'];

interface Attribute {
  of: 'principal' | 'resource' | 'context';
  name: string;
  kind: Kind;
  optional: boolean;
}

/** Sets, changes of them and requests, the same for the same seed. */
export class RandomSets {
  private attributes: Attribute[] = [];

  constructor(private state: number) {}

  /** A schema of its own, and two revisions under it that have something in common. */
  pair(): { first: PolicyBundle; second: PolicyBundle } {
    this.attributes = (['principal', 'resource', 'context'] as const).flatMap(
      of =>
        Array.from({ length: this.below(3) + 1 }, (_, index) => ({
          of,
          name: index ? `a${index}` : 'odd name;|"',
          kind: this.pick(KINDS),
          optional: this.chance(0.4),
        })),
    );
    const shared = Array.from({ length: this.below(3) }, () =>
      this.statement(),
    );
    const entities = this.entities();
    const own = () =>
      [
        ...shared,
        ...Array.from({ length: this.below(2) + 1 }, () => this.statement()),
      ].join('\n');
    return {
      first: this.bundle(own(), entities),
      second: this.bundle(own(), entities),
    };
  }

  /** A request that the schema of the last pair admits; some of what it mentions may be unknown. */
  request(): EvaluationRequest {
    return {
      subject: {
        type: 'user',
        id: this.user(),
        ...(this.chance(0.7) ? { properties: this.members('principal') } : {}),
      },
      action: { name: this.pick(['read', 'wr"i\\t\'é']) },
      resource: {
        type: 'record',
        id: 'r1',
        ...(this.chance(0.9)
          ? {
              properties: {
                owner: { type: 'user', id: this.user() },
                ...this.members('resource'),
              },
            }
          : {}),
      },
      context: this.members('context'),
    } as EvaluationRequest;
  }

  private user(): string {
    return this.chance(0.25) ? 'nobody' : this.pick(USERS);
  }

  private entities(): string {
    return JSON.stringify([
      ...GROUPS.map(id => ({
        uid: { type: 'team', id },
        attrs: {},
        parents: [],
      })),
      ...USERS.map((id, index) => ({
        uid: { type: 'user', id },
        attrs: this.members('principal', true),
        parents: [{ type: 'team', id: GROUPS[index % 2] }],
      })),
    ]);
  }

  private bundle(policies: string, entities: string): PolicyBundle {
    const shape = (of: Attribute['of']) =>
      this.attributes
        .filter(attribute => attribute.of === of)
        .map(
          ({ name, kind, optional }) =>
            `${JSON.stringify(name)}${optional ? '?' : ''}: ${kind}`,
        )
        .join(', ');
    return smallBundle({
      'schema.cedarschema': `entity team;
entity user in [team] { ${shape('principal')} };
entity record { owner: user, ${shape('resource')} };
action read, "wr\\"i\\\\t\\'é" appliesTo { principal: user, resource: record, context: { ${shape(
        'context',
      )} } };
`,
      'policies/read.cedar': `${policies}\n`,
      'entities.json': entities,
    });
  }

  private members(of: Attribute['of'], all = false): Record<string, unknown> {
    return Object.fromEntries(
      this.attributes
        .filter(attribute => attribute.of === of)
        .filter(({ optional }) => all || !optional || this.chance(0.6))
        .map(({ name, kind }) => [name, this.value(kind)]),
    );
  }

  private value(kind: Kind): unknown {
    switch (kind) {
      case 'Long':
        return this.pick(NUMBERS) + this.below(3) - 1;
      case 'String':
        return this.pick(TEXTS);
      case 'Bool':
        return this.chance(0.5);
      default:
        return TEXTS.filter(() => this.chance(0.3));
    }
  }

  private statement(): string {
    const effect = this.chance(0.75) ? 'permit' : 'forbid';
    const principal = this.pick([
      'principal',
      'principal',
      `principal == user::${quote(this.pick(USERS))}`,
      `principal in team::${quote(this.pick(GROUPS))}`,
    ]);
    const action = this.pick(['action', 'action == Action::"read"']);
    const clause = this.chance(0.8) ? 'when' : 'unless';
    return `${effect} (${principal}, ${action}, resource) ${clause} { ${this.condition(
      3,
    )} };`;
  }

  private condition(depth: number): string {
    const part = () => this.condition(depth - 1);
    if (depth === 0 || this.chance(0.3)) {
      return this.comparison();
    }
    return this.pick([
      () => `(${part()} && ${part()})`,
      () => `(${part()} || ${part()})`,
      () => `!(${part()})`,
      () => `(if ${part()} then ${part()} else ${part()})`,
    ])();
  }

  private comparison(): string {
    if (this.chance(0.2)) {
      return this.pick([
        'resource.owner == principal',
        `principal in team::${quote(this.pick(GROUPS))}`,
      ]);
    }
    const { of, name, kind, optional } = this.pick(this.attributes);
    const from =
      of === 'principal'
        ? this.pick(['principal', 'resource.owner', 'resource.owner'])
        : of;
    const read = `${from}[${quote(name)}]`;
    const compared = this.compare(read, kind);
    return optional || this.chance(0.2)
      ? `(${from} has ${quote(name)} && ${compared})`
      : compared;
  }

  private compare(read: string, kind: Kind): string {
    switch (kind) {
      case 'Long':
        return `${read} ${this.pick(['<', '<=', '==', '!=', '>='])} ${this.pick(
          NUMBERS,
        )}`;
      case 'String':
        return this.chance(0.7)
          ? `${read} == ${quote(this.pick(TEXTS))}`
          : `${read} like "a*"`;
      case 'Bool':
        return read;
      default:
        return `${read}.contains(${quote(this.pick(TEXTS))})`;
    }
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  private chance(share: number): boolean {
    return this.below(1_000) < share * 1_000;
  }

  /** A whole number below a bound, by a generator that is the same everywhere. */
  private below(bound: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * bound);
  }
}

/** A text as Cedar writes it. */
function quote(text: string): string {
  return `"${text.replace(
    /["\\\n]/g,
    character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )}"`;
}
