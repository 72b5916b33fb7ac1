/** What an engine can do beyond deciding; a driver declares it and the portal shows it. */
export const ENGINE_CAPABILITIES = {
  explain: 'says which policies decided, and which did not apply',
  vocabulary: 'says what a request may hold, for forms and completion',
  search: 'finds subjects, resources and actions',
  coverage: 'tells which lines decided and which never did',
  nativeTests: "runs the tests of the engine's own format",
  publish: 'serves revisions that the portal puts there',
} as const;

export type EngineCapability = keyof typeof ENGINE_CAPABILITIES;
