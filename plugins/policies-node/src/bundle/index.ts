export * from './accountFiles';
export * from './checkBundle';
export * from './runCases';
export * from './openDraft';
export * from './withDraft';
