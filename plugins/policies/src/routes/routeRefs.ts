import { createRouteRef } from '@backstage/frontend-plugin-api';

export const homeRouteRef = createRouteRef();
export const policiesRouteRef = createRouteRef();
export const playgroundRouteRef = createRouteRef();
export const enginesRouteRef = createRouteRef();
export const changesRouteRef = createRouteRef();
export const onboardingRouteRef = createRouteRef();
