/*
 * Cerbos loads what a schema refers to from wherever that is: by http with redirects, from files of its
 * machine. So a reference may lead to the schemas of the set and nowhere else, wherever in a file it
 * stands: a JSON pointer makes a schema of any value.
 */

/** Keywords whose text is an address, or the base of addresses. */
const KEYWORDS = ['$ref', '$dynamicRef', '$recursiveRef', '$id'];
/** Called `$id` since draft 6. */
const OLD_ID = 'id';
const OLD_DRAFT = /draft-04/;
/** Meta-schemas that Cerbos holds itself. */
const META_SCHEMA =
  /^https?:\/\/json-schema\.org\/(draft-0[467]\/|draft\/(2019-09|2020-12)\/)?schema#?$/;
const SCHEME = 'cerbos:///';
const PLAIN_SEGMENT = /^[\w.~-]+$/;

/** A reference that leads out of the set. */
export interface ForeignReference {
  path: Array<string | number>;
  message: string;
  help: string;
}

/**
 * Finds what a schema refers to outside of the set.
 *
 * @param id - of the file, below `_schemas/`
 * @param ids - of all schemas of the set
 */
export function foreignReferences(
  id: string,
  definition: unknown,
  ids: ReadonlySet<string>,
): ForeignReference[] {
  const found: ForeignReference[] = [];
  const keywords = keywordsOf(definition);
  someText(definition, (key, text, path) => {
    const problem = keywords.has(key)
      ? problemOf(key, text, id, ids)
      : metaSchemaProblem(key, text, path);
    if (problem) {
      found.push({ path, ...problem });
    }
    return false;
  });
  return found;
}

/** Why a policy may not refer to a schema by this text; undefined where it may. */
export function policyReferenceProblem(
  ref: string,
): Omit<ForeignReference, 'path'> | undefined {
  const address = addressOf(ref);
  return ref.startsWith(SCHEME) && segmentsOf(address.slice(SCHEME.length))
    ? undefined
    : {
        message: `the schema '${shown(ref)}' is none of the set's own`,
        help: `Write 'cerbos:///<file>' for a file below '_schemas/'.`,
      };
}

/** The schema with each text of a reference replaced. */
export function mapReferences(
  definition: Record<string, unknown>,
  change: (reference: string) => string,
): Record<string, unknown> {
  const keywords = keywordsOf(definition);
  function map(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map(map);
    }
    return typeof value === 'object' && value !== null
      ? mapObject(value)
      : value;
  }
  function mapObject(value: object): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        typeof part === 'string' && keywords.has(key)
          ? change(part)
          : map(part),
      ]),
    );
  }
  return mapObject(definition);
}

function keywordsOf(definition: unknown): ReadonlySet<string> {
  const isOld = someText(
    definition,
    (key, text) => key === '$schema' && OLD_DRAFT.test(text),
  );
  return new Set(isOld ? [...KEYWORDS, OLD_ID] : KEYWORDS);
}

function metaSchemaProblem(
  key: string,
  text: string,
  path: Array<string | number>,
): Omit<ForeignReference, 'path'> | undefined {
  return key === '$schema' && !META_SCHEMA.test(text)
    ? {
        message: `'${path.join('.')}' asks for the meta-schema '${shown(
          text,
        )}', which Cerbos does not hold itself`,
        help: `Write 'https://json-schema.org/draft/2020-12/schema', or remove '$schema'.`,
      }
    : undefined;
}

function problemOf(
  key: string,
  text: string,
  id: string,
  ids: ReadonlySet<string>,
): Omit<ForeignReference, 'path'> | undefined {
  if (text.startsWith('#')) {
    return undefined;
  }
  const target = targetOf(text, id);
  if (key === '$id' || key === OLD_ID) {
    // Another base would send the relative references below it elsewhere.
    return target === id
      ? undefined
      : {
          message: `'${key}' calls this schema '${shown(
            text,
          )}', so that what it refers to is looked for there`,
          help: `Remove '${key}', or write '${SCHEME}${id}'.`,
        };
  }
  if (target === undefined) {
    return {
      message: `'${key}' refers to '${shown(
        text,
      )}', which is outside of the set`,
      help: `Refer to '#…', to a file beside this one, or to 'cerbos:///<file>' below '_schemas/'; copy what stands elsewhere into the set.`,
    };
  }
  return ids.has(target)
    ? undefined
    : {
        message: `'${key}' refers to '${shown(
          text,
        )}', but there is no '_schemas/${target}'`,
        help: `Add '_schemas/${target}', or refer to one of the files that are there.`,
      };
}

/** Id of the schema a text leads to from another; undefined where that is no place of the set. */
function targetOf(text: string, from: string): string | undefined {
  const address = addressOf(text);
  const absolute = address.startsWith(SCHEME);
  const folder = absolute ? [] : from.split('/').slice(0, -1);
  for (const segment of (absolute
    ? address.slice(SCHEME.length)
    : address
  ).split('/')) {
    if (segment === '..' && !absolute) {
      if (!folder.length) {
        return undefined;
      }
      folder.pop();
    } else if (segment !== '.' || absolute) {
      folder.push(segment);
    }
  }
  return segmentsOf(folder.join('/'))?.join('/');
}

/** Names of folders and a file; undefined for what an address could be read as otherwise. */
function segmentsOf(path: string): string[] | undefined {
  const segments = path.split('/');
  return segments.every(
    segment =>
      PLAIN_SEGMENT.test(segment) && segment !== '.' && segment !== '..',
  )
    ? segments
    : undefined;
}

function addressOf(text: string): string {
  return text.split('#')[0];
}

/** Asks about each text under a key; ends with the first for which it is true. */
function someText(
  value: unknown,
  ask: (key: string, text: string, path: Array<string | number>) => boolean,
  path: Array<string | number> = [],
): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return Object.entries(value).some(([key, part]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    return typeof part === 'string'
      ? ask(key, part, at)
      : someText(part, ask, at);
  });
}

function shown(text: string): string {
  return text.slice(0, 100);
}
