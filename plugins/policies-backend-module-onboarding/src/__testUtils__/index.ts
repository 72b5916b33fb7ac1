/** What tests of the portal need of onboarding. */
export { DatabaseJourneyStore } from '../DatabaseJourneyStore';
export { journeyRoutes } from '../journeyRoutes';
export { templateRoutes } from '../templates/templateRoutes';
