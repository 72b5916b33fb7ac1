/** Stands for what a request lacks: any member of it is absent too, and it equals nothing. */
const ABSENT: unknown = new Proxy([], {
  get: (target, name) => {
    if (name === Symbol.toPrimitive) {
      return () => NaN;
    }
    return name in target ? target[name as never] : ABSENT;
  },
});

/** Gives objects to expressions, and notices when one reads an attribute that is not there. */
export class AttributeReads {
  private missing?: string;

  /** The first attribute that was read and missing since the last call. */
  readonly takeMissing = (): string | undefined => {
    const { missing } = this;
    this.missing = undefined;
    return missing;
  };

  /** @param path - how the portal's users call it, for example `resource.properties` */
  watch(attributes: Record<string, unknown>, path: string): unknown {
    return new Proxy(Object.assign(Object.create(null), attributes), {
      get: (target, name) => {
        if (typeof name === 'symbol') {
          return undefined;
        }
        const value = target[name];
        if (value === undefined || value === null) {
          this.missing ??= `${path}.${name}`;
          return ABSENT;
        }
        return typeof value === 'object' && !Array.isArray(value)
          ? this.watch(value as Record<string, unknown>, `${path}.${name}`)
          : value;
      },
    });
  }
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
