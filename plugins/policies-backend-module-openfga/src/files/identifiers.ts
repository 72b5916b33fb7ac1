/*
 * What OpenFGA takes for an object and for a user. Anything else must not reach it: `user:*` means
 * everybody, and a `#` makes a set of users out of one.
 */

const MOST_OBJECT_BYTES = 256;
const MOST_USER_BYTES = 512;
// eslint-disable-next-line no-control-regex -- these are what is refused
const FORBIDDEN = /[\s:#\u0000-\u001f\u007f]/;

/** Why an id cannot stand behind a type. */
export function idProblem(what: string, id: string): string | undefined {
  if (id === '' || id === '*' || FORBIDDEN.test(id)) {
    return `'${what}' '${id.slice(
      0,
      100,
    )}' cannot be asked about: OpenFGA takes ids without spaces, ':' and '#', and '*' means everybody`;
  }
  return Buffer.byteLength(id) > MOST_OBJECT_BYTES - 60
    ? `'${what}' is longer than ${MOST_OBJECT_BYTES - 60} bytes`
    : undefined;
}

/** Why text is no object, such as `record:1`. */
export function objectProblem(object: string): string | undefined {
  const [type, ...rest] = object.split(':');
  return rest.length !== 1 ||
    !type ||
    FORBIDDEN.test(type) ||
    !rest[0] ||
    rest[0] === '*' ||
    FORBIDDEN.test(rest[0]) ||
    Buffer.byteLength(object) > MOST_OBJECT_BYTES
    ? `'${object.slice(0, 100)}' is no object; write '<type>:<id>'`
    : undefined;
}

/** Why text is no user, such as `user:ana`, `user:*` or `group:staff#member`. */
export function userProblem(user: string): string | undefined {
  const [object, ...relations] = user.split('#');
  return relations.length > 1 ||
    (relations.length === 1 && !/^[^\s:#]+$/.test(relations[0])) ||
    Buffer.byteLength(user) > MOST_USER_BYTES ||
    objectProblem(object.replace(/:\*$/, relations.length ? ':*' : ':all'))
    ? `'${user.slice(
        0,
        100,
      )}' is no user; write '<type>:<id>', '<type>:*' or '<type>:<id>#<relation>'`
    : undefined;
}
