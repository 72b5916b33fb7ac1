import { PageBlueprint } from '@backstage/frontend-plugin-api';
import {
  ChangeIcon,
  EngineIcon,
  HomeIcon,
  OnboardingIcon,
  PlaygroundIcon,
  PolicySetIcon,
} from '../components/icons';
import {
  changesRouteRef,
  enginesRouteRef,
  homeRouteRef,
  onboardingRouteRef,
  playgroundRouteRef,
  policiesRouteRef,
} from '../routes';

export const homePage = PageBlueprint.make({
  name: 'home',
  params: {
    path: '/',
    title: 'Home',
    icon: <HomeIcon fontSize="inherit" />,
    routeRef: homeRouteRef,
    loader: () =>
      import('../components/HomePage').then(({ HomePage }) => <HomePage />),
  },
});

export const policiesPage = PageBlueprint.make({
  name: 'policies',
  params: {
    path: '/policies',
    title: 'Policies',
    icon: <PolicySetIcon fontSize="inherit" />,
    routeRef: policiesRouteRef,
    loader: () =>
      import('../components/PoliciesPage').then(({ PoliciesRouter }) => (
        <PoliciesRouter />
      )),
  },
});

export const playgroundPage = PageBlueprint.make({
  name: 'playground',
  params: {
    path: '/playground',
    title: 'Playground',
    icon: <PlaygroundIcon fontSize="inherit" />,
    routeRef: playgroundRouteRef,
    loader: () =>
      import('../components/Playground').then(({ PlaygroundRouter }) => (
        <PlaygroundRouter />
      )),
  },
});

export const enginesPage = PageBlueprint.make({
  name: 'engines',
  params: {
    path: '/engines',
    title: 'Engines',
    icon: <EngineIcon fontSize="inherit" />,
    routeRef: enginesRouteRef,
    loader: () =>
      import('../components/EnginesPage').then(({ EnginesPage }) => (
        <EnginesPage />
      )),
  },
});

export const changesPage = PageBlueprint.make({
  name: 'changes',
  params: {
    path: '/changes',
    title: 'Changes',
    icon: <ChangeIcon fontSize="inherit" />,
    routeRef: changesRouteRef,
    loader: () =>
      import('../components/ChangesPage').then(({ ChangesRouter }) => (
        <ChangesRouter />
      )),
  },
});

export const onboardingPage = PageBlueprint.make({
  name: 'onboarding',
  params: {
    path: '/onboarding',
    title: 'Onboarding',
    icon: <OnboardingIcon fontSize="inherit" />,
    routeRef: onboardingRouteRef,
    loader: () =>
      import('../components/OnboardingPage').then(({ OnboardingRouter }) => (
        <OnboardingRouter />
      )),
  },
});
