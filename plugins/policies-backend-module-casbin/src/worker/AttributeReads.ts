/** Stands for what a request lacks: any member of it is absent too, and it equals nothing. */
export const ABSENT: unknown = new Proxy([], {
  get: (target, name) => {
    if (name === Symbol.toPrimitive) {
      return () => NaN;
    }
    return name in target ? target[name as never] : ABSENT;
  },
});

/** Gives objects to expressions, and notices when one reads what it cannot use. */
export class AttributeReads {
  /** What was read last, as the portal's users call it. */
  lastRead?: string;
  private problem?: string;

  /** The first problem since the last call: an attribute that is missing, or of the wrong kind. */
  readonly takeProblem = (): string | undefined => {
    const { problem } = this;
    this.problem = undefined;
    this.lastRead = undefined;
    return problem;
  };

  /** Keeps the first problem. */
  note(problem: string): void {
    this.problem ??= problem;
  }

  /** @param path - how the portal's users call it, for example `resource.properties` */
  watch(attributes: Record<string, unknown>, path: string): unknown {
    return new Proxy(Object.assign(Object.create(null), attributes), {
      get: (target, name) => {
        if (typeof name === 'symbol') {
          return undefined;
        }
        const value = target[name];
        if (isAbsent(value)) {
          this.note(`'${path}.${name}' is neither stored nor sent`);
          return ABSENT;
        }
        this.lastRead = `'${path}.${name}'`;
        return typeof value === 'object' && !Array.isArray(value)
          ? this.watch(value as Record<string, unknown>, `${path}.${name}`)
          : value;
      },
      has: (target, name) =>
        name in target && !isAbsent(target[name as string]),
    });
  }
}

/** `null` is sent in the place of a value that is not there. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** `has(object, name)` of matchers: asks without reading. */
export function has(object: unknown, name: string): boolean {
  return (
    typeof object === 'object' &&
    object !== null &&
    !Array.isArray(object) &&
    name in object
  );
}
