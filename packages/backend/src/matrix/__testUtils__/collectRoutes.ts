interface Layer {
  regexp: RegExp & { fast_slash?: boolean };
  keys: Array<{ name: string | number }>;
  handle: { stack?: Layer[] };
  route?: {
    path: string | string[] | RegExp;
    methods: Record<string, boolean>;
  };
}

/** Something that answers at a path without being a route, such as a server's own handler. */
const ANY = 'use';

/** The path that a layer was mounted at, which Express keeps as an expression only. */
function mountOf({ regexp, keys }: Layer): string {
  if (regexp.fast_slash) {
    return '';
  }
  const names = keys.map(({ name }) => `{${name}}`);
  return regexp.source
    .replace(/^\^/, '')
    .replace(/\\\/\?\(\?=\\\/\|\$\)$/, '')
    .replace(/\\\/\?\$$/, '')
    .replace(
      /\(\?:(\\\/)?\(\[\^\\?\/\]\+\?\)\)/g,
      (_, slash) => `${slash ? '/' : ''}${names.shift()}`,
    )
    .replace(/\\(.)/g, '$1');
}

/**
 * The routes of an app without what only prepares for them, such as what reads bodies below a path.
 */
export function routesOf(layers: Layer[]): string[] {
  const all = [...new Set(collectRoutes(layers))].sort();
  const paths = all
    .filter(route => !route.startsWith(`${ANY} `))
    .map(route => route.slice(route.indexOf(' ') + 1));
  return all.filter(route => {
    const [method, path] = route.split(' ');
    return (
      method !== ANY ||
      !paths.some(other => other === path || other.startsWith(`${path}/`))
    );
  });
}

/**
 * Every route of a running Express app and of the routers below it, as `method /path/{parameter}`, and as
 * `use /path` what is mounted at a path without being a router.
 */
function collectRoutes(layers: Layer[], base = ''): string[] {
  return layers.flatMap(layer => {
    const { route, handle } = layer;
    if (route) {
      return [route.path]
        .flat()
        .flatMap(path =>
          Object.keys(route.methods).map(method =>
            `${method} ${base}${String(path).replace(
              /:(\w+)(\([^)]*\))?/g,
              '{$1}',
            )}`.replace(/(.)\/$/, '$1'),
          ),
        );
    }
    const path = `${base}${mountOf(layer)}`;
    if (handle.stack) {
      return collectRoutes(handle.stack, path);
    }
    return path === base ? [] : [`${ANY} ${path}`];
  });
}
