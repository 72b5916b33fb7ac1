/*
 * The backend of packages/backend, with the route to compare with in the same process and without
 * the app, which would have to be built and answers no request of a benchmark.
 */
import { createBackend } from '@backstage/backend-defaults';
import { barePlugin } from './barePlugin';

const backend = createBackend();

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@internal/plugin-catalog-backend-module-policies'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@internal/plugin-search-backend-module-policies'));

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@internal/plugin-policies-backend'));
backend.add(import('@internal/plugin-policies-backend-module-cedar'));

backend.add(barePlugin);

backend.start();
