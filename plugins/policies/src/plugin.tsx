import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { policiesApi } from './extensions/apis';
import {
  componentPoliciesContent,
  domainPoliciesContent,
  ownerPoliciesContent,
  policyCasesContent,
  setCasesContent,
  setHistoryContent,
  setPoliciesContent,
  setProofContent,
  setRevisionsContent,
} from './extensions/entityContents';
import { policyHeader, policySetHeader } from './extensions/entityHeaders';
import {
  policyOverview,
  policySetOverview,
} from './extensions/entityOverviews';
import {
  changesPage,
  enginesPage,
  homePage,
  onboardingPage,
  playgroundPage,
  policiesPage,
} from './extensions/pages';
import { policySearchResult, policySearchType } from './extensions/search';
import {
  changesRouteRef,
  enginesRouteRef,
  homeRouteRef,
  onboardingRouteRef,
  playgroundRouteRef,
  policiesRouteRef,
} from './routes';

/** Pages, entity tabs and search results of the policy portal. */
export const policiesPlugin = createFrontendPlugin({
  pluginId: 'policies',
  title: 'Policies',
  routes: {
    home: homeRouteRef,
    policies: policiesRouteRef,
    playground: playgroundRouteRef,
    engines: enginesRouteRef,
    changes: changesRouteRef,
    onboarding: onboardingRouteRef,
  },
  extensions: [
    policiesApi,
    homePage,
    policiesPage,
    playgroundPage,
    enginesPage,
    changesPage,
    onboardingPage,
    policySetHeader,
    policyHeader,
    policySetOverview,
    policyOverview,
    setPoliciesContent,
    setCasesContent,
    setProofContent,
    setHistoryContent,
    setRevisionsContent,
    policyCasesContent,
    domainPoliciesContent,
    ownerPoliciesContent,
    componentPoliciesContent,
    policySearchResult,
    policySearchType,
  ],
});
