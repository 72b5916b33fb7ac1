import { PoliciesClient } from '@internal/plugin-policies-common';
import { allRoutes } from '../__testUtils__/routes';

/** How every call asks, which none of them is itself. */
const MEANS = ['constructor', 'get', 'getAll', 'post', 'request'];

/** Names of the calls of a client, its own and those that it inherits. */
function callsOf(client: object): string[] {
  const names: string[] = [];
  let prototype = Object.getPrototypeOf(client);
  while (prototype !== Object.prototype) {
    names.push(...Object.getOwnPropertyNames(prototype));
    prototype = Object.getPrototypeOf(prototype);
  }
  return [...new Set(names)].filter(name => !MEANS.includes(name));
}

describe('PoliciesClient', () => {
  it('asks routes that there are, and all but those of services and tools', async () => {
    const asked: string[] = [];
    const client: any = new PoliciesClient({
      discoveryApi: { getBaseUrl: async () => 'http://portal' },
      fetchApi: {
        fetch: async (url, { method = 'GET' } = {}) => {
          asked.push(`${method.toLowerCase()} ${new URL(`${url}`).pathname}`);
          return new Response(JSON.stringify({ items: [] }));
        },
      },
    });
    const calls = callsOf(client);
    for (const name of calls) {
      const answer = client[name]('a', 'b');
      await (answer[Symbol.asyncIterator]?.().next() ?? answer);
    }
    expect(asked).toHaveLength(calls.length);

    const routes = allRoutes.map(({ method, path }) => ({
      route: `${method} ${path}`,
      pattern: new RegExp(`^${method} ${path.replace(/:\w+/g, '[ab]')}$`),
    }));
    const isAt = (call: string) =>
      routes.some(({ pattern }) => pattern.test(call));
    expect(asked.filter(call => !isAt(call))).toEqual([]);
    expect(
      routes
        .filter(({ pattern }) => !asked.some(call => pattern.test(call)))
        .map(({ route }) => route)
        .filter(route => !/\/(access\/v1|\.well-known)\//.test(route)),
    ).toEqual(['use /engines/:engine/server', 'get /openapi.json']);
  });
});
