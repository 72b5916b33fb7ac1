export * from './accountFiles';
export * from './checkBundle';
export * from './runCases';
export * from './withDraft';
