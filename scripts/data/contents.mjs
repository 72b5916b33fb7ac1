/*
 * What each database of the portal holds, for people who have to decide what to do about one that is damaged.
 * `only` is what exists nowhere else.
 */
const contents = {
  policies: {
    holds:
      'revisions, changes with their approvals, history, onboarding journeys and the decision log',
    only: true,
  },
  notifications: { holds: "people's notifications", only: true },
  'user-settings': { holds: "people's settings, such as stars", only: true },
  auth: { holds: 'sign-in sessions and keys; people sign in again without it' },
  app: { holds: 'copies of the files of the app, which are made again' },
  catalog: {
    holds: 'the catalog, which is read again from its sources without it',
  },
};

/** A sentence about what a database holds. */
export function tellContents(name) {
  const known = contents[name];
  if (!known) {
    return `It holds what the plugin "${name}" keeps.`;
  }
  return `It holds ${known.holds}${
    known.only ? '. These are nowhere else' : ''
  }.`;
}
