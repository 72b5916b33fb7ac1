// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the feature is tried in the plugin
import { startPortal as startCore } from '@internal/plugin-policies-backend/testUtils';
import { policiesModuleChanges } from '../module';

// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the feature is tried in the plugin
export * from '@internal/plugin-policies-backend/testUtils';

/** Starts the plugin with changes. */
export const startPortal: typeof startCore = (folders, options = {}) =>
  startCore(folders, {
    ...options,
    features: [policiesModuleChanges, ...(options.features ?? [])],
  });

/** Starts the plugin with its core alone. */
export const startPortalWithoutChanges = startCore;
