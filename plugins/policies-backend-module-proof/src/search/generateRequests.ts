import { EvaluationRequest } from '@internal/plugin-policies-common';
import { ReadRevision } from '../revision/readRevision';
import { useOf } from '../revision/underSchemaOf';
import { Material, mutate, mutationsOf } from './mutations';
import { Random } from './Random';
import { valuesIn } from './valuesIn';

/*
 * Where nothing can be proven, requests are tried. They begin with those of the cases and with one for each kind
 * of request, then say something else at one place, then at two: mostly what the texts compare with, and the
 * numbers and dates next to that. The same revisions give the same requests.
 */

const MOST_SEEDS = 500;
/** Ids that are tried of each type. */
const MOST_IDS = 50;
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
  for (const request of singleMutations(mutable, random)) {
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
        mutate(seed, one.path, random.pick(one.values)),
        other.path,
        random.pick(other.values),
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
  random: Random,
): Iterable<EvaluationRequest> {
  const turns = mutable.flatMap(({ seed, places }) =>
    places.map(({ path, values }) => ({
      seed,
      path,
      values,
      first: random.below(values.length),
    })),
  );
  const longest = turns.reduce(
    (most, { values }) => Math.max(most, values.length),
    0,
  );
  for (let round = 0; round < longest; round++) {
    for (const { seed, path, values, first } of turns) {
      if (round < values.length) {
        yield mutate(seed, path, values[(first + round) % values.length]);
      }
    }
  }
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
    values: valuesIn(revisions.flatMap(textsOf)),
    actions: [],
    ids: new Map(),
    attributes: new Map(),
    context: new Map(),
    types: new Map(),
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
