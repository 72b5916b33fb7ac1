export * from './entities';
export * from './regulations';
