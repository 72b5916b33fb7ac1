import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/** Claims of people by the header that asks for them. */
export const PEOPLE: Record<string, string[]> = {
  stranger: ['user:default/stranger', 'group:default/others'],
  owner: ['user:default/owner', 'group:default/owners'],
  author: ['user:default/author', 'group:default/others'],
  invited: ['user:default/invited', 'group:default/others'],
  asked: ['user:default/asked', 'group:default/lawyers'],
  reviewer: ['user:default/reviewer', 'group:default/reviewers'],
  admin: ['user:default/admin', 'group:default/admins'],
};

/** Tokens of services by role, with what `accessRestrictions` says of them. */
export const SERVICES: Record<string, object[] | undefined> = {
  service: [
    {
      plugin: 'policies',
      permission: ['policies.decision.evaluate', 'policies.decision.search'],
    },
  ],
  reading: [{ plugin: 'policies', permission: ['policies.set.read'] }],
  history: [{ plugin: 'policies', permission: ['policies.change.read'] }],
  board: [{ plugin: 'policies', permission: ['policies.journey.read'] }],
  engine: [{ plugin: 'policies', permission: ['policies.engine.serve'] }],
  unrestricted: undefined,
};

const HEADER = 'x-person';

/** Signs in as whom a header names: what it gives are tokens of the auth plugin like any others. */
export const peopleModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'matrix-people',
  register(registration) {
    registration.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'people',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => ({}),
              authenticate: async ({ req }) => ({
                result: { name: req.header(HEADER)! },
              }),
            }),
            signInResolver: async ({ result }, context) => {
              const ent = PEOPLE[result.name];
              return context.issueToken({ claims: { sub: ent[0], ent } });
            },
          }),
        });
      },
    });
  },
});

async function signIn(url: string, path: string, person?: string) {
  const response = await fetch(`${url}/api/auth/${path}/refresh`, {
    headers: person === undefined ? {} : { [HEADER]: person },
  });
  const { backstageIdentity } = await response.json();
  return backstageIdentity.token as string;
}

/** A token for each role; none for the anonymous. */
export async function issueTokens(
  url: string,
  serviceToken: (role: string) => string,
): Promise<Record<string, string | undefined>> {
  const tokens: Record<string, string | undefined> = {
    anonymous: undefined,
    guest: await signIn(url, 'guest'),
  };
  for (const person of Object.keys(PEOPLE)) {
    tokens[person] = await signIn(url, 'people', person);
  }
  for (const role of Object.keys(SERVICES)) {
    tokens[role] = serviceToken(role);
  }
  const longAgo = Date.now() - 5 * 3_600_000;
  const clock = jest.spyOn(Date, 'now').mockReturnValue(longAgo);
  try {
    tokens.expired = await signIn(url, 'people', 'admin');
  } finally {
    clock.mockRestore();
  }
  return tokens;
}
