/**
 * Guided onboarding: journeys, the board and starter sets.
 *
 * @packageDocumentation
 */
export { policiesModuleOnboarding as default } from './module';
