import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { http, HttpResponse } from 'msw';
import policiesPlugin from '..';
import { entities } from './fixtures';

/** Where the policies backend answers. */
export const BASE_URL = 'http://localhost:7007/api/policies';

/** Answers a call of the policies backend. */
export function onGet(path: string, answer: unknown | ((url: URL) => unknown)) {
  return http.get(`${BASE_URL}${path}`, ({ request }) =>
    HttpResponse.json(
      (typeof answer === 'function'
        ? answer(new URL(request.url))
        : answer) as any,
    ),
  );
}

/** What pages ask beside what they are about: a backend with no engines, sets and changes. */
export const emptyBackend = [
  ...['/engines', '/sets', '/changes', '/invariants'].map(path =>
    onGet(path, { items: [], total: 0 }),
  ),
  onGet('/sets/:set/proof', {
    set: 'withdrawals',
    state: 'done',
    invariants: [],
    limits: [],
  }),
];

/** Answers a call with an error body as the backend writes it. */
export function onGetError(
  path: string,
  status: number,
  name: string,
  message: string,
) {
  return http.get(`${BASE_URL}${path}`, () =>
    HttpResponse.json(
      { error: { name, message }, response: { statusCode: status } },
      { status },
    ),
  );
}

/**
 * Renders the plugin beside the catalog at a path of the portal.
 *
 * @param options - `authorize`: what permissions are granted, by default all; `claims`: who is
 *   signed in, by default a guest
 */
export function renderPortal(
  path: string,
  options: NonNullable<Parameters<typeof mockApis.permission>[0]> & {
    /** Entity references the person acts for, the person first. */
    claims?: string[];
  } = {},
) {
  const { claims = ['user:default/guest'], ...permissions } = options;
  return renderTestApp({
    features: [catalogPlugin, policiesPlugin],
    initialRouteEntries: [path],
    config: {
      backend: { baseUrl: 'http://localhost:7007' },
      app: { title: 'Portal' },
    },
    apis: [
      catalogApiMock({ entities }),
      mockApis.permission(permissions),
      mockApis.identity({
        userEntityRef: claims[0],
        ownershipEntityRefs: claims,
      }),
      mockApis.storage(),
    ],
  });
}
