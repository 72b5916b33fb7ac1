import { RootConfigService } from '@backstage/backend-plugin-api';
import { isLoopback, readListenHost } from '../config/listenAddress';

/** Providers that let people in without a password. */
const EXAMPLE_PROVIDERS = ['guest', 'example'] as const;

/** Environment variable that has to be set besides `policies.example.signIn`. */
const ALLOWING_VARIABLE = 'PORTAL_ALLOW_EXAMPLE_SIGN_IN';

/** Whether anybody who reaches the portal may enter it as the guest or as one of the example company. */
export function hasExampleSignIn(config: RootConfigService): boolean {
  return EXAMPLE_PROVIDERS.some(name => config.has(`auth.providers.${name}`));
}

/**
 * Ends the start of a portal that other machines reach and that would let them in without a password,
 * unless configuration and environment both say that this is wanted.
 *
 * @throws Error that names the providers, where it listens, and what to write
 */
export function checkExampleSignIn(
  config: RootConfigService,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const host = readListenHost(config);
  if (!hasExampleSignIn(config) || isLoopback(host)) {
    return;
  }
  const wanted =
    config.getOptionalBoolean('policies.example.signIn') === true &&
    environment[ALLOWING_VARIABLE] === '1';
  if (wanted) {
    return;
  }
  const names = EXAMPLE_PROVIDERS.filter(name =>
    config.has(`auth.providers.${name}`),
  ).map(name => `'auth.providers.${name}'`);
  throw new Error(
    `${names.join(' and ')} would let anybody who reaches '${
      host || 'every address of this machine'
    }' enter without a password: set ${
      names.length > 1 ? 'both' : 'it'
    } to null as app-config.production.yaml does, or 'backend.listen.host' to 127.0.0.1. To let them in all the same, for a demonstration, set 'policies.example.signIn' to true and the environment variable ${ALLOWING_VARIABLE} to 1`,
  );
}
