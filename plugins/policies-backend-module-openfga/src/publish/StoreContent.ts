import { createHash } from 'crypto';
import { PublishedState } from '@internal/plugin-policies-node';
import { ModelBody } from '../files/FgaModel';
import { FgaTuple, tupleKeyOf } from '../files/readTuples';
import { FgaServer, ModelPlace } from '../server/FgaServer';

/** What a store holds for a revision or a draft. */
export class StoreContent {
  /** sha256 over model and tuples, in hex. */
  readonly digest: string;
  private readonly wanted: Map<string, FgaTuple>;

  constructor(readonly model: ModelBody, readonly tuples: FgaTuple[]) {
    this.wanted = new Map(tuples.map(tuple => [tupleKeyOf(tuple), tuple]));
    this.digest = createHash('sha256')
      .update(JSON.stringify([model, tuples]))
      .digest('hex');
  }

  /**
   * Makes a store hold this and nothing else; idempotent.
   *
   * @returns the model to ask
   * @throws FgaRefusal when the server cannot use the model or a tuple
   */
  async put(server: FgaServer, storeId: string): Promise<ModelPlace> {
    const modelId =
      (await this.findModel(server, storeId)) ??
      (await server.writeModel(storeId, this.model));
    const place = { storeId, modelId };
    const { missing, foreign } = await this.compareTuples(server, storeId);
    await server.deleteTuples(storeId, foreign);
    await server.writeTuples(place, missing);
    return place;
  }

  /** Looks whether a store still holds this. */
  async verify(server: FgaServer, place: ModelPlace): Promise<PublishedState> {
    const [there, model] = await Promise.all([
      server.hasStore(place.storeId),
      server.model(place),
    ]);
    if (!there || !model) {
      return {
        state: 'missing',
        message: `does not hold ${
          there ? `model '${place.modelId}'` : `store '${place.storeId}'`
        } (any more)`,
      };
    }
    if (canonical(model) !== canonical(this.model)) {
      return {
        state: 'drifted',
        message: `holds model '${place.modelId}' otherwise than the portal put it there`,
      };
    }
    const { missing, foreign } = await this.compareTuples(
      server,
      place.storeId,
    );
    const differ = [
      ...missing.map(tuple => `lacks ${told(tuple)}`),
      ...foreign.map(tuple => `holds ${told(tuple)} besides`),
    ];
    return differ.length
      ? {
          state: 'drifted',
          message: `store '${place.storeId}' ${differ[0]}${
            differ.length > 1
              ? `, and ${differ.length - 1} tuples more differ`
              : ''
          }`,
        }
      : { state: 'in-sync' };
  }

  private async findModel(
    server: FgaServer,
    storeId: string,
  ): Promise<string | undefined> {
    const wanted = canonical(this.model);
    const models = await server.models(storeId);
    return models.find(model => canonical(model) === wanted)?.id;
  }

  /** A tuple with another condition is foreign, and the one that is wanted missing. */
  private async compareTuples(server: FgaServer, storeId: string) {
    const missing = new Map(this.wanted);
    const foreign: FgaTuple[] = [];
    for (const held of await server.tuples(storeId)) {
      const key = tupleKeyOf(held);
      const wanted = missing.get(key);
      if (wanted && conditionKeyOf(wanted) === conditionKeyOf(held)) {
        missing.delete(key);
      } else {
        foreign.push(held);
      }
    }
    return { missing: [...missing.values()], foreign };
  }
}

/** Condition of a tuple with all its context; servers give an empty one where there is none. */
function conditionKeyOf({ condition }: FgaTuple): string {
  return JSON.stringify(
    condition?.name ? [condition.name, sorted(condition.context ?? {})] : [],
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, part]) => [key, sorted(part)])
    : [value];
}

function told({ user, relation, object }: FgaTuple): string {
  return `'${user} ${relation} ${object}'`;
}

/**
 * The same text for models that mean the same: servers add what is empty, and ids. `this` and `wildcard`
 * mean something as they are.
 */
function canonical(value: unknown): string {
  return JSON.stringify(reduced(value)) ?? '';
}

const MEANINGFUL = new Set(['this', 'wildcard']);

function reduced(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reduced);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'id')
    .map(([key, part]): [string, unknown] => [
      key,
      MEANINGFUL.has(key) && part ? {} : reduced(part),
    ])
    .filter(([key, part]) => (MEANINGFUL.has(key) ? part : !isEmpty(part)))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value!).length === 0)
  );
}
