import { EvaluationRequest } from '@internal/plugin-policies-common';
import { ReadRevision } from '../revision/readRevision';
import { useOf } from '../revision/underSchemaOf';
import { CONTEXT, Material, mutate, mutationsOf } from './mutations';
import { Random } from './Random';
import { valuesIn } from './valuesIn';

/*
 * Where nothing can be proven, requests are tried. They begin with those of the cases and with one for each kind
 * of request, then say something else at one place, then at two: mostly what the texts compare with, and the
 * numbers and dates next to that; first of all at what only one of them says. The same revisions give the same
 * requests.
 */

const MOST_SEEDS = 500;
/** Names of properties that are noted of each type. */
const MOST_OBSERVED = 50;
/** Ids that are tried of each type. */
const MOST_IDS = 50;
/** Values that are picked half of the time. */
const MOST_TELLING = 8;
/** The rest is for requests that differ at two places. */
const SHARE_OF_SINGLE = 0.6;

/** @param limit - requests at most */
export function generateRequests(
  revisions: ReadRevision[],
  limit: number,
): EvaluationRequest[] {
  const random = new Random(
    revisions.map(({ bundle }) => bundle.revision).join(),
  );
  const material = gather(revisions);
  const seeds = seedsOf(revisions, material);
  const found = new Map<string, EvaluationRequest>();
  const add = (request: EvaluationRequest) =>
    found.set(JSON.stringify(request), request);
  seeds.slice(0, limit).forEach(add);
  const mutable = seeds.flatMap(seed => {
    const places = mutationsOf(seed, material);
    return places.length ? [{ seed, places }] : [];
  });
  if (!mutable.length) {
    return [...found.values()];
  }
  const single = Math.floor(limit * SHARE_OF_SINGLE);
  for (const request of singleMutations(mutable)) {
    if (found.size >= single) {
      break;
    }
    add(request);
  }
  // Some come twice; where few differ there is an end all the same.
  for (let tries = 0; tries < 3 * limit && found.size < limit; tries++) {
    const { seed, places } = random.pick(mutable);
    const [one, other] = [random.pick(places), random.pick(places)];
    add(
      mutate(
        mutate(seed, one.path, pickValue(one.values, random)),
        other.path,
        pickValue(other.values, random),
      ),
    );
  }
  return [...found.values()];
}

/** Seed by seed, a value of each place at a time, so that a bound leaves out no place. */
function* singleMutations(
  mutable: Array<{
    seed: EvaluationRequest;
    places: Array<{ path: string[]; values: unknown[] }>;
  }>,
): Iterable<EvaluationRequest> {
  const turns = mutable.flatMap(({ seed, places }) =>
    places.map(place => ({ seed, ...place })),
  );
  const longest = turns.reduce(
    (most, { values }) => Math.max(most, values.length),
    0,
  );
  for (let round = 0; round < longest; round++) {
    for (const { seed, path, values } of turns) {
      if (round < values.length) {
        yield mutate(seed, path, values[round]);
      }
    }
  }
}

/** What comes first is what the revisions differ in. */
function pickValue(values: unknown[], random: Random): unknown {
  return random.below(2)
    ? values[random.below(Math.min(values.length, MOST_TELLING))]
    : random.pick(values);
}

function gather(revisions: ReadRevision[]): Material {
  const ids = new Map<string, Set<string>>();
  const know = (type: string, id: string) => {
    const known = ids.get(type) ?? new Set();
    ids.set(type, known);
    if (known.size < MOST_IDS) {
      known.add(id);
    }
  };
  const material: Material = {
    values: valuesIn([
      ...changedLines(revisions.map(textsOf)),
      ...revisions.flatMap(textsOf),
    ]),
    actions: [],
    ids: new Map(),
    attributes: new Map(),
    context: new Map(),
    types: new Map(),
    observed: observe(revisions),
  };
  const actions = new Set<string>();
  for (const { cases, known, vocabulary } of revisions) {
    for (const { case: one } of cases) {
      actions.add(one.request.action.name);
      know(one.request.subject.type, one.request.subject.id);
      know(one.request.resource.type, one.request.resource.id);
    }
    known?.actions.forEach(name => actions.add(name));
    for (const [type, of] of Object.entries(known?.ids ?? {})) {
      of.slice(0, MOST_IDS).forEach(id => know(type, id));
    }
    for (const action of vocabulary?.actions ?? []) {
      actions.add(action.name);
      material.context.set(action.name, action.context);
    }
    for (const entity of vocabulary?.entityTypes ?? []) {
      material.types.set(entity.engineType, entity.type);
      material.attributes.set(entity.type, entity.attributes);
      entity.knownIds.slice(0, MOST_IDS).forEach(id => know(entity.type, id));
    }
  }
  material.actions = [...actions];
  material.ids = new Map([...ids].map(([type, of]) => [type, [...of]]));
  return material;
}

/** What is stored may be large, and is compared with only where policies say so. */
const STORED = new Set(['entities', 'data', 'tuples']);

/** Texts of what decides, policies first: of what comes last there may be too much. */
function textsOf({ bundle, engine }: ReadRevision): string[] {
  const [rules, stored]: [string[], string[]] = [[], []];
  for (const file of bundle.files) {
    const use = useOf(file, bundle.files, engine);
    if (use !== undefined && use !== 'native-test') {
      (STORED.has(use) ? stored : rules).push(file.content);
    }
  }
  return [...rules, ...stored];
}

/** Lines that one of two revisions has and the other has not. */
function changedLines(texts: string[][]): string[] {
  const lines = texts.map(
    own => new Set(own.flatMap(text => text.split('\n'))),
  );
  return lines.flatMap((own, side) =>
    [...own].filter(line =>
      lines.some((other, index) => index !== side && !other.has(line)),
    ),
  );
}

/** What cases say of a type or of the context, any request may say. */
function observe(revisions: ReadRevision[]): Material['observed'] {
  const observed: Material['observed'] = new Map();
  const note = (of: string, properties: unknown) => {
    const known = observed.get(of) ?? new Map<string, unknown>();
    observed.set(of, known);
    for (const [name, value] of Object.entries(properties ?? {})) {
      if (!known.has(name) && known.size < MOST_OBSERVED) {
        known.set(name, value);
      }
    }
  };
  for (const { cases } of revisions) {
    for (const { case: one } of cases) {
      const { subject, resource, context } = one.request;
      note(subject.type, subject.properties);
      note(resource.type, resource.properties);
      note(CONTEXT, context);
    }
  }
  return observed;
}

function seedsOf(
  revisions: ReadRevision[],
  { ids }: Material,
): EvaluationRequest[] {
  const seeds = new Map<string, EvaluationRequest>();
  const add = (request: EvaluationRequest) => {
    if (seeds.size < MOST_SEEDS) {
      seeds.set(JSON.stringify(request), request);
    }
  };
  for (const { cases } of revisions) {
    cases.forEach(({ case: one }) => add(one.request));
  }
  for (const { vocabulary } of revisions) {
    for (const action of vocabulary?.actions ?? []) {
      for (const subject of action.subjectTypes) {
        for (const resource of action.resourceTypes) {
          add({
            subject: { type: subject, id: firstOf(ids, subject) },
            action: { name: action.name },
            resource: { type: resource, id: firstOf(ids, resource) },
          });
        }
      }
    }
  }
  return [...seeds.values()];
}

function firstOf(ids: Map<string, string[]>, type: string): string {
  return ids.get(type)?.[0] ?? 'somebody';
}
