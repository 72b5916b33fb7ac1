/** Fields of a journey that are not files. All are text; lists are JSON. */
export const JOURNEY_FIELDS = [
  /** Entity name of the domain, and what a new one is called. */
  'domain',
  'domainTitle',
  'domainDescription',
  /** Entity reference of the owning group, and what a new one is called. */
  'owner',
  'ownerTitle',
  /** JSON: entity references of the people of a new group. */
  'ownerMembers',
  /** `template` or `import`. */
  'start',
  'template',
  'subjectType',
  'resourceType',
  /** Actions of an import, separated by commas: cases are generated of them. */
  'actions',
  'engine',
  'set',
  'title',
  /** JSON: entity references of components that will ask. */
  'consumers',
  /** JSON: the request that is tried. */
  'request',
  /** URL of what to do when decisions go wrong. */
  'runbook',
  /** JSON: paths that were imported and that no set has, such as those of `.git/`. */
  'leftOut',
] as const;

export type JourneyFieldName = (typeof JOURNEY_FIELDS)[number];

/**
 * Fields that say which domain and group the catalog gets. They are settled once a change of the journey
 * was published: from then on a change of the set, with its approvals, changes them.
 */
export const SETTLED_FIELDS: readonly string[] = [
  'domain',
  'domainTitle',
  'domainDescription',
  'owner',
  'ownerTitle',
  'ownerMembers',
] satisfies JourneyFieldName[];

/** Fields that never become part of a push. */
export const UNPUSHED_FIELDS: readonly string[] = [
  'consumers',
  'request',
  'leftOut',
] satisfies JourneyFieldName[];

/** Prefix of fields that hold files of the set: what a person wrote over the template, or imported. */
export const FILE_FIELD = 'file:';

/** Prefix of fields that hold what the domain calls an action of the template: names, separated by commas. */
export const ACTION_FIELD = 'action:';

/** Steps of a journey, in order. */
export const JOURNEY_STEPS = [
  'domain',
  'subject',
  'engine',
  'policies',
  'consumers',
  'try',
  'review',
] as const;

export type JourneyStep = (typeof JOURNEY_STEPS)[number];

/** Signal on channel `policies:journeys` whenever a journey was saved. */
export interface JourneySignal {
  journey: string;
}

export const JOURNEYS_SIGNAL_CHANNEL = 'policies:journeys';
