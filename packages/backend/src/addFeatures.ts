import { createBackend } from '@backstage/backend-defaults';
import { searchModuleRankedEngine } from '@internal/plugin-search-backend-module-policies';
import { exampleSignInFeatures } from './auth/exampleSignInFeatures';
import { dataLockServiceFactory } from './database/dataLockServiceFactory';
import { rootHealthServiceFactory } from './health/rootHealthServiceFactory';
import { httpFeatures } from './http/httpFeatures';
import { portalPermissionsModule } from './permissions/portalPermissions';

/** Adds everything the portal's backend consists of, apart from the app it serves. */
export function addFeatures(backend: ReturnType<typeof createBackend>): void {
  backend.add(dataLockServiceFactory);
  backend.add(rootHealthServiceFactory);
  httpFeatures().forEach(feature => backend.add(feature));

  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(exampleSignInFeatures);

  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(portalPermissionsModule);

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@internal/plugin-catalog-backend-module-policies'));

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(searchModuleRankedEngine);
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));
  backend.add(import('@internal/plugin-search-backend-module-policies'));

  backend.add(import('@backstage/plugin-events-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-signals-backend'));
  backend.add(import('@backstage/plugin-user-settings-backend'));

  backend.add(import('@internal/plugin-policies-backend'));
  backend.add(import('@internal/plugin-policies-backend-module-changes'));
  backend.add(import('@internal/plugin-policies-backend-module-onboarding'));
  backend.add(import('@internal/plugin-policies-backend-module-proof'));
  backend.add(import('@internal/plugin-policies-backend-module-cedar'));
  backend.add(import('@internal/plugin-policies-backend-module-casbin'));
  backend.add(import('@internal/plugin-policies-backend-module-cerbos'));
  backend.add(import('@internal/plugin-policies-backend-module-opa'));
  backend.add(import('@internal/plugin-policies-backend-module-openfga'));
  backend.add(import('@internal/plugin-policies-backend-module-authzen'));
}
