import { createBackendModule } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/** Header in which the sign-in page says as whom to sign in. */
const HEADER = 'x-example-person';
const KNOWN_WITHIN_MS = 20_000;

/**
 * Signs in as one of the people of the example company, whom `auth.providers.example.people` lists:
 * nobody can approve their own change, so that trying out takes more than one person. There is no
 * password, so it is for trying out only: it refuses to work outside of development unless
 * `dangerouslyAllowOutsideDevelopment` is set.
 */
const authenticator = createProxyAuthenticator({
  defaultProfileTransform: async () => ({ profile: {} }),
  initialize({ config }) {
    const allowed =
      process.env.NODE_ENV === 'development' ||
      config.getOptionalBoolean('dangerouslyAllowOutsideDevelopment') === true;
    return {
      allowed,
      people: (config.getOptionalConfigArray('people') ?? []).map(person =>
        person.getString('user'),
      ),
    };
  },
  async authenticate({ req }, { allowed, people }) {
    if (!allowed) {
      throw new NotAllowedError(
        `the provider 'example' works in development only, unless 'auth.providers.example.dangerouslyAllowOutsideDevelopment' is set`,
      );
    }
    const person = req.header(HEADER);
    if (person === undefined || !people.includes(person)) {
      throw new NotAllowedError(
        `'${person}' is not one of 'auth.providers.example.people'`,
      );
    }
    return { result: { person } };
  },
});

/** Right after the first start the catalog still reads the people. */
async function whenKnown<T>(signIn: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    try {
      return await signIn();
    } catch (error) {
      if (
        (error as Error).name !== 'NotFoundError' ||
        performance.now() > deadline
      ) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}

/** Adds the provider `example`. */
export const examplePeopleModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'example-people',
  register(env) {
    env.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
      },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'example',
          factory: createProxyAuthProviderFactory({
            authenticator,
            signInResolver: ({ result }, context) =>
              whenKnown(() =>
                context.signInWithCatalogUser({ entityRef: result.person }),
              ),
          }),
        });
      },
    });
  },
});
