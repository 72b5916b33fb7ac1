/*
 * Requests to the set `records` of the conformance fixture, which decides the same on every engine:
 * two of four are allowed. Each is about another record; its attributes are in the request, so that no
 * engine has to look anything up.
 */

const shapes = [
  { user: 'alice', action: 'read', status: 'active' },
  { user: 'mallory', action: 'read', status: 'active' },
  { user: 'alice', action: 'write', status: 'active' },
  { user: 'bob', action: 'write', status: 'active', role: 'admin' },
];

/** Whether the request of a number is allowed. */
export const isAllowed = number => number % 2 === 0;

/**
 * Makes AuthZEN requests from numbers.
 *
 * @param reference - how the engine writes a user in an attribute
 * @param unlike - each record has readers of its own, so that no two requests are alike in what the
 *   policies read of them
 */
export function recordRequests(reference = id => id, unlike = false) {
  return number => {
    const { user, action, status, role } = shapes[number % shapes.length];
    return {
      subject: {
        type: 'user',
        id: user,
        ...(role && { properties: { role } }),
      },
      action: { name: action },
      resource: {
        type: 'record',
        id: `r-${number}`,
        properties: {
          status,
          readers: ['alice', 'bob', ...(unlike ? [`u-${number}`] : [])].map(
            reference,
          ),
          writers: [reference('alice')],
        },
      },
    };
  };
}

/** Requests as Cedar takes them. */
export const cedarRecords = recordRequests(id => ({ type: 'user', id }));

/** Requests as Cedar takes them, each with other readers. */
export const unlikeCedarRecords = recordRequests(
  id => ({ type: 'user', id }),
  true,
);

/** Requests as engines take them that tell users by their ids. */
export const plainRecords = recordRequests();
