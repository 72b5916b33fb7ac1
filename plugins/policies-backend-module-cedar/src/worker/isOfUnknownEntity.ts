import type { TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';

/** What Cedar says of an entity that is not there, or of what it lacks. The entity is as Cedar writes it. */
const ABOUT_ENTITY = [
  /^entity `(.+)` does not exist$/s,
  /^`(.+)` does not have the (?:attribute|tag) `/s,
];

const ESCAPED: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  0: '\0',
};

/**
 * Whether a policy could not be evaluated because the request is about an entity that is not stored, and
 * does not send what the policy asks about it.
 *
 * @param message - what Cedar says
 * @param named - everything of a request in which entities may be named
 */
export function isOfUnknownEntity(
  message: string,
  named: unknown,
  isStored: (uid: TypeAndId) => boolean,
): boolean {
  for (const pattern of ABOUT_ENTITY) {
    const [, written] = pattern.exec(message) ?? [];
    const uid = written === undefined ? undefined : readUid(written);
    if (uid) {
      return !isStored(uid) && names(named, uid);
    }
  }
  return false;
}

function readUid(written: string): TypeAndId | undefined {
  const [, type, id] = /^(.+?)::"(.*)"$/s.exec(written) ?? [];
  return id === undefined
    ? undefined
    : {
        type,
        id: id.replace(/\\(?:u\{([0-9a-f]+)\}|(.))/gs, (_, hex, character) =>
          hex === undefined
            ? ESCAPED[character] ?? character
            : String.fromCodePoint(parseInt(hex, 16)),
        ),
      };
}

function names(value: unknown, uid: TypeAndId): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { type, id } = value as Partial<TypeAndId>;
  return (
    (type === uid.type && id === uid.id) ||
    Object.values(value).some(part => names(part, uid))
  );
}
