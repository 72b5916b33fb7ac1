export * from './OnboardButton';
