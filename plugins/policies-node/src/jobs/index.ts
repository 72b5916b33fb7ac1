export * from './Job';
export * from './JobKind';
export * from './JobLostError';
export * from './Jobs';
