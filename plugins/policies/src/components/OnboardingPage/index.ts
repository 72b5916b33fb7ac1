export * from './OnboardingRouter';
