import policiesModuleChanges from '@internal/plugin-policies-backend-module-changes';
import policiesModuleOnboarding from '@internal/plugin-policies-backend-module-onboarding';
import policiesModuleProof from '@internal/plugin-policies-backend-module-proof';
import { startPortal as startCore } from '@internal/plugin-policies-backend/testUtils';

export * from '@internal/plugin-policies-backend/testUtils';

/** Starts the plugin with all its features. */
export const startPortal: typeof startCore = (folders, options = {}) =>
  startCore(folders, {
    ...options,
    features: [
      policiesModuleChanges,
      policiesModuleOnboarding,
      policiesModuleProof,
      ...(options.features ?? []),
    ],
  });
