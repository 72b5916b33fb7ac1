export * from './OnboardPage';
