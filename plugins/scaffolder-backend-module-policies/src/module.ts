import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { GitRemoteRules } from '@internal/plugin-policies-node';
import { createJourneyFilesAction } from './actions/createJourneyFilesAction';
import { createOpenChangeAction } from './actions/createOpenChangeAction';
import { createPushBranchAction } from './actions/createPushBranchAction';
import { createRegisterAction } from './actions/createRegisterAction';
import { clientOfInitiator } from './clientOfInitiator';

/** Adds the actions of the policy portal to the scaffolder. */
export const scaffolderModulePolicies = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'policies',
  register(env) {
    env.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ scaffolder, auth, config, discovery }) {
        const clientOf = clientOfInitiator({ auth, discovery });
        scaffolder.addActions(
          createJourneyFilesAction(clientOf),
          createOpenChangeAction(clientOf),
          createRegisterAction(clientOf),
          createPushBranchAction(GitRemoteRules.fromConfig(config)),
        );
      },
    });
  },
});
