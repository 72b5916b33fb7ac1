/*
 * Turns one case into very many requests with the same decision.
 *
 * Ids: a subject or resource may take another id if no rule names it and no
 * stored entity that the evaluation can reach points at it. If it is stored
 * itself, its attributes travel with the request, and it must have no parents,
 * since a request cannot carry those.
 *
 * Amounts: a number may move between its neighbouring thresholds if every
 * mention of it in the rules is a comparison whose other side is known.
 *
 * Whatever does not fit these patterns stays as the case has it.
 */
import { hash } from './random.mjs';

const VARIANTS = 200_000;
const AMOUNT = /amount|notional|value|price|quantity|usd|eur$/i;
const PARTS = ['resource', 'subject'];
// Four resources to a subject: the same people come back with other requests.
const SHARING = { resource: 1, subject: 4 };

const escapeText = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function stringsIn(value, found = new Set()) {
  if (typeof value === 'string') found.add(value);
  else if (value && typeof value === 'object') {
    for (const each of Object.values(value)) stringsIn(each, found);
  }
  return found;
}

const mentions = (text, id) =>
  new RegExp(`(?<![\\w-])${escapeText(id)}(?![\\w-])`).test(text);

/** The stored entity of a subject or resource. */
function storedEntity(set, { type, id }) {
  const engineType = set.types[type] ?? type;
  return set.entities.find(
    ({ uid }) => uid.type === engineType && uid.id === id,
  );
}

/** The stored entities that an evaluation may visit, except the given ones. */
function reachable(set, start, except) {
  const names = stringsIn(start);
  const rest = new Set(set.entities.filter(entity => !except.includes(entity)));
  const reached = [];
  for (let grew = true; grew; ) {
    grew = false;
    for (const entity of rest) {
      const { id } = entity.uid;
      if (names.has(id) || mentions(set.known, id)) {
        rest.delete(entity);
        reached.push(entity);
        stringsIn([entity.attrs, entity.parents], names);
        grew = true;
      }
    }
  }
  return reached;
}

/** The case's request with the stored attributes of `parts` written out. */
function writeOut(set, request, parts) {
  const result = { ...request };
  for (const part of parts) {
    const stored = storedEntity(set, request[part])?.attrs;
    if (stored) {
      const { properties, ...rest } = request[part];
      result[part] = { ...rest, properties: { ...stored, ...properties } };
    }
  }
  return result;
}

/** A request carries attributes, but neither parents nor tags. */
const isSelfContained = ({ parents, tags }) =>
  parents.length === 0 && Object.keys(tags ?? {}).length === 0;

/** Which of subject and resource may take other ids. */
function renameableParts(set, request) {
  let parts = PARTS.filter(part => {
    const { type, id } = request[part];
    const stored = set.entities.filter(({ uid }) => uid.id === id);
    const own = storedEntity(set, request[part]);
    return (
      !/service/i.test(type) &&
      !/^[\d.:]*$/.test(id) &&
      !mentions(set.known, id) &&
      stored.every(entity => entity === own && isSelfContained(entity))
    );
  });
  for (;;) {
    const { subject, resource, action, context } = writeOut(
      set,
      request,
      parts,
    );
    const own = parts.map(part => storedEntity(set, request[part]));
    const names = stringsIn(
      reachable(
        set,
        [
          [subject.properties, resource.properties, action, context],
          PARTS.filter(part => !parts.includes(part)).map(p => request[p].id),
        ],
        own,
      ),
    );
    const kept = parts.filter(part => !names.has(request[part].id));
    if (kept.length === parts.length) return parts;
    parts = kept;
  }
}

/** The values at which a rule changes its mind about the number `key`. */
function thresholdsOf(key, set, request) {
  const attributes = writeOut(set, request, PARTS);
  const roots = {
    principal: attributes.subject.properties,
    resource: attributes.resource.properties,
    context: attributes.context,
  };
  const name = escapeText(key);
  const term = '(\\d+|(?:principal|resource|context)\\.\\w+)';
  const pattern = new RegExp(
    `(?<![-+*]\\s*)(?<![\\w.])(?:\\w+\\.)+${name}\\s*(?:[<>]=?|[!=]=)\\s*` +
      `${term}(?:\\s*([-+])\\s*${term})?(?![\\w.])(?!\\s*[-+*])` +
      `|\\bhas\\s+${name}\\b(?!\\.)`,
    'g',
  );
  const found = [...set.rules.matchAll(pattern)];
  const all = set.rules.match(new RegExp(`\\b${name}\\b`, 'g')) ?? [];
  if (found.length !== all.length) return undefined;
  const valueOf = text => {
    if (/^\d/.test(text)) return Number(text);
    const [root, attribute] = text.split('.');
    // Another amount varies too, so nothing is known about it.
    return AMOUNT.test(attribute) ? NaN : roots[root]?.[attribute];
  };
  const thresholds = [];
  for (const [, first, sign, second] of found) {
    if (!first) continue;
    const terms = [valueOf(first), valueOf(second ?? '0')];
    // What the request lacks, the rule has asked for with `has`.
    if (terms.includes(undefined)) continue;
    const threshold = sign === '-' ? terms[0] - terms[1] : terms[0] + terms[1];
    if (!Number.isInteger(threshold)) return undefined;
    thresholds.push(threshold);
  }
  return thresholds;
}

/** The open interval in which an amount decides nothing. */
function boundsOf(key, value, set, request) {
  const thresholds = thresholdsOf(key, set, request);
  if (!thresholds || thresholds.includes(value)) return undefined;
  const below = thresholds.filter(threshold => threshold < value);
  const above = thresholds.filter(threshold => threshold > value);
  const low = Math.max(...below, Math.ceil(value / 5));
  const high = Math.min(...above, value * 3);
  return high - low > 2 ? [low, high] : undefined;
}

/** Writes the id of a variant in the manner of the original. */
function idWriter(id, part, salt) {
  const [, stem, digits, domain] = /^([^@]*?)(\d*)(@.*)?$/.exec(id);
  const prefix = digits || /\W$/.test(stem) ? stem : `${stem}-`;
  // More digits than the original has, so that no sibling of it is met.
  const first = 10 ** Math.max(6, digits.length);
  return variant => {
    const own = Math.floor(variant / SHARING[part]);
    if (own === 0) return JSON.stringify(id).slice(1, -1);
    const number = first + (hash(own, salt) % (9 * first));
    return JSON.stringify(`${prefix}${number}${domain ?? ''}`).slice(1, -1);
  };
}

function amountWriter(value, [low, high], salt) {
  return variant => {
    const share = hash(variant, salt) / 4294967296;
    return String(low + 1 + Math.floor((high - low - 1) * share * share));
  };
}

/**
 * Prepares a case for quick writing: constant text with holes for a variant.
 *
 * @param set - what `readSet` returned
 * @param item - one case of it
 * @param salt - an integer that sets the variants of this case apart
 */
export function createTemplate(set, item, salt) {
  const { request, expect } = item;
  const holes = [];
  const markers = new Map();
  const hole = (key, marker, writer) => {
    if (!markers.has(key)) {
      markers.set(key, marker(holes.length));
      holes.push(writer());
    }
    return markers.get(key);
  };
  const parts = renameableParts(set, request);
  for (const part of parts) {
    const { id } = request[part];
    hole(
      id,
      n => `@@${n}@@`,
      () => idWriter(id, part, salt + part.length),
    );
  }
  const mark = (value, key) => {
    if (typeof value === 'string') return markers.get(value) ?? value;
    if (Array.isArray(value)) return value.map(each => mark(each));
    if (value && typeof value === 'object') {
      const entries = Object.entries(value);
      return Object.fromEntries(entries.map(([k, v]) => [k, mark(v, k)]));
    }
    if (Number.isInteger(value) && value >= 10 && AMOUNT.test(key ?? '')) {
      const bounds = boundsOf(key, value, set, request);
      if (bounds) {
        return hole(
          `${key}=${value}`,
          n => `@@#${n}@@`,
          () => amountWriter(value, bounds, salt + 100 + holes.length),
        );
      }
    }
    return value;
  };
  const text = JSON.stringify(mark(writeOut(set, request, parts)));
  const pieces = text.split(/"@@#\d+@@"|@@\d+@@/);
  const writers = [...text.matchAll(/@@#?(\d+)@@/g)].map(([, n]) => holes[n]);
  const asWritten = JSON.stringify(request);
  const policies = expect.policies ?? [];
  return {
    action: request.action.name,
    allowed: expect.decision,
    policies,
    variants: holes.length > 0 ? VARIANTS : 1,
    answer: `"decision":${expect.decision},"policies":${JSON.stringify(
      policies,
    )}`,
    write(variant) {
      if (variant === 0) return asWritten;
      let filled = pieces[0];
      for (let i = 0; i < writers.length; i++) {
        filled += writers[i](variant) + pieces[i + 1];
      }
      return filled;
    },
  };
}
