import { LIMITS } from '../files/limits';

/** Line at which brackets or indentation nest too deep, before a parser recurses over them. */
export function lineNestedTooDeep(content: string): number | undefined {
  let depth = 0;
  let line = 1;
  let indent = 0;
  let atLineStart = true;
  for (let i = 0; i < content.length; i++) {
    const c = content[i];
    if (c === '\n') {
      line++;
      indent = 0;
      atLineStart = true;
      continue;
    }
    if (atLineStart && (c === ' ' || c === '-' || c === '?')) {
      indent++;
      if (indent > LIMITS.nesting * 4) {
        return line;
      }
      continue;
    }
    atLineStart = false;
    if (c === '[' || c === '{') {
      depth++;
      if (depth > LIMITS.nesting) {
        return line;
      }
    } else if (c === ']' || c === '}') {
      depth = Math.max(0, depth - 1);
    }
  }
  return undefined;
}

/**
 * Path to a value that nests too deep once aliases are followed. A value that contains itself does.
 */
export function pathNestedTooDeep(
  root: unknown,
): Array<string | number> | undefined {
  const depths = new Map<object, number>();
  const rest = [{ value: root, path: new Array<string | number>() }];
  for (let item = rest.pop(); item; item = rest.pop()) {
    const { value, path } = item;
    if (typeof value !== 'object' || value === null) {
      continue;
    }
    if (path.length >= LIMITS.nesting) {
      return path;
    }
    if (path.length <= (depths.get(value) ?? -1)) {
      continue;
    }
    depths.set(value, path.length);
    for (const [key, child] of Object.entries(value)) {
      rest.push({
        value: child,
        path: [...path, Array.isArray(value) ? Number(key) : key],
      });
    }
  }
  return undefined;
}
