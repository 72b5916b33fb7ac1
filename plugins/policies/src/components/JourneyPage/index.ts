export * from './JourneyPage';
