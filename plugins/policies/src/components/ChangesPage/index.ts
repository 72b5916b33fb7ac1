export * from './ChangesRouter';
