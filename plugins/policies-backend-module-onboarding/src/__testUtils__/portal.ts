// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the feature is tried in the plugin
import { startPortal as startCore } from '@internal/plugin-policies-backend/testUtils';
import policiesModuleChanges from '@internal/plugin-policies-backend-module-changes';
import { policiesModuleOnboarding } from '../module';

// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the feature is tried in the plugin
export * from '@internal/plugin-policies-backend/testUtils';

/** Starts the plugin with onboarding alone. */
export const startPortalWithoutChanges: typeof startCore = (
  folders,
  options = {},
) =>
  startCore(folders, {
    ...options,
    features: [policiesModuleOnboarding, ...(options.features ?? [])],
  });

/** Starts the plugin with changes and onboarding. */
export const startPortal: typeof startCore = (folders, options = {}) =>
  startCore(folders, {
    ...options,
    features: [
      policiesModuleChanges,
      policiesModuleOnboarding,
      ...(options.features ?? []),
    ],
  });
