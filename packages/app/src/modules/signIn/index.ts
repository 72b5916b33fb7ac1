import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => (await import('./SignInPage')).SignInPage,
  },
});

/** Sign-in as the guest or as people of the example company. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
