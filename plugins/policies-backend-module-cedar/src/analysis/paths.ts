/** A place in a request, such as `resource`, `properties`, `amount`. */
export type Path = string[];

/** Places of all simple values below a value. */
export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) {
    return [path];
  }
  return Object.entries(value).flatMap(([name, item]) =>
    leavesOf(item, [...path, name]),
  );
}

/** Places of all members of objects and lists below a value, outer ones first. */
export function membersOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = Object.keys(value).map(name => [...path, name]);
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, item]) =>
      membersOf(item, [...path, name]),
    ),
  ];
}

/** The value at a place; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

/** A copy with another value at a place that exists; without the member where the value is undefined. */
export function withValue<T>(value: T, path: Path, replacement: unknown): T {
  const [name, ...rest] = path;
  if (name === undefined) {
    return replacement as T;
  }
  if (Array.isArray(value)) {
    const index = Number(name);
    return value.flatMap((item, position) => {
      if (position !== index) {
        return [item];
      }
      const changed = withValue(item, rest, replacement);
      return changed === undefined ? [] : [changed];
    }) as T;
  }
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([key, item]) => {
      if (key !== name) {
        return [[key, item]];
      }
      const changed = withValue(item, rest, replacement);
      return changed === undefined ? [] : [[key, changed]];
    }),
  ) as T;
}
