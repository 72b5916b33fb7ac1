import {
  coreServices,
  createBackendFeatureLoader,
} from '@backstage/backend-plugin-api';
import guestProviderModule from '@backstage/plugin-auth-backend-module-guest-provider';
import { examplePeopleModule } from './examplePeople';
import { checkExampleSignIn } from './exampleSignIn';

/** The guest and the people of the example company, where they are configured and where they may be. */
export const exampleSignInFeatures = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  async *loader({ config }) {
    checkExampleSignIn(config);
    if (config.has('auth.providers.guest')) {
      yield guestProviderModule;
    }
    if (config.has('auth.providers.example')) {
      yield examplePeopleModule;
    }
  },
});
