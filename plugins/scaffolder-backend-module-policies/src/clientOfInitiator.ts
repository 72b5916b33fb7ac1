import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { PoliciesClient } from '@internal/plugin-policies-common';

/** Gives the client that asks on behalf of the person who runs a template. */
export type ClientOfInitiator = (context: {
  getInitiatorCredentials(): Promise<BackstageCredentials>;
}) => PoliciesClient;

/** What a person may not do, a template may not do for them. */
export function clientOfInitiator({
  auth,
  discovery,
}: {
  auth: AuthService;
  discovery: DiscoveryService;
}): ClientOfInitiator {
  return context =>
    new PoliciesClient({
      discoveryApi: discovery,
      getToken: async () =>
        auth.getPluginRequestToken({
          onBehalfOf: await context.getInitiatorCredentials(),
          targetPluginId: 'policies',
        }),
    });
}
