import { EngineConnection } from '@internal/plugin-policies-node';
import {
  AuthorizationModel,
  BatchCheckItem,
  BatchCheckSingleResult,
  Configuration,
  Node,
  OpenFgaApi,
  Store,
  User,
} from '@openfga/sdk';
import { ModelBody } from '../files/FgaModel';
import { FgaTuple } from '../files/readTuples';
import { FgaRefusal } from './FgaRefusal';
import { SdkTransport, strange } from './sdkTransport';

/** A model in a store. */
export interface ModelPlace {
  storeId: string;
  modelId: string;
}

const PAGE = 100;
const MOST_PAGES = 10_000;
const MOST_WRITES = 100;

/** Calls to an OpenFGA server, by `@openfga/sdk`. */
export class FgaServer {
  private readonly configuration: Configuration;

  constructor(
    private readonly options: { engine: string; connection: EngineConnection },
  ) {
    // Retries, credentials and measuring are the connection's; it has the address, too.
    this.configuration = new Configuration({
      apiUrl: 'http://openfga.invalid',
      retryParams: { maxRetry: 0 },
      telemetry: { metrics: {} },
    });
  }

  /** Stores, of one name or all. */
  async stores(name?: string): Promise<Store[]> {
    const stores: Store[] = [];
    for await (const page of this.pages(token =>
      this.call(true, api => api.listStores(PAGE, token, name)),
    )) {
      if (!Array.isArray(page.stores)) {
        throw strange(this.options.engine, 'stores');
      }
      stores.push(...page.stores);
    }
    return stores;
  }

  async hasStore(storeId: string): Promise<boolean> {
    return this.unlessNotThere(
      this.call(true, api => api.getStore(storeId)).then(() => true),
      false,
    );
  }

  async createStore(name: string): Promise<string> {
    const { id } = await this.call(false, api => api.createStore({ name }));
    if (typeof id !== 'string') {
      throw strange(this.options.engine, 'the id of a store');
    }
    return id;
  }

  /** Deletes what is in a store, as it else stays in the database, and the store. */
  async deleteStore(storeId: string): Promise<void> {
    const tuples = await this.unlessNotThere(this.tuples(storeId), []);
    for (const some of chunks(tuples, MOST_WRITES)) {
      await this.write(storeId, { deletes: some });
    }
    await this.unlessNotThere(
      this.call(true, api => api.deleteStore(storeId)).then(() => undefined),
      undefined,
    );
  }

  /** The newest models of a store. */
  async models(storeId: string): Promise<AuthorizationModel[]> {
    const { authorization_models: models } = await this.call(true, api =>
      api.readAuthorizationModels(storeId, 20),
    );
    if (!Array.isArray(models)) {
      throw strange(this.options.engine, 'models');
    }
    return models;
  }

  async model({
    storeId,
    modelId,
  }: ModelPlace): Promise<AuthorizationModel | undefined> {
    return this.unlessNotThere(
      this.call(true, api => api.readAuthorizationModel(storeId, modelId)).then(
        ({ authorization_model: model }) => model,
      ),
      undefined,
    );
  }

  async writeModel(storeId: string, model: ModelBody): Promise<string> {
    const { authorization_model_id: id } = await this.call(false, api =>
      api.writeAuthorizationModel(storeId, model),
    );
    if (typeof id !== 'string') {
      throw strange(this.options.engine, 'the id of a model');
    }
    return id;
  }

  async tuples(storeId: string): Promise<FgaTuple[]> {
    const tuples: FgaTuple[] = [];
    for await (const page of this.pages(token =>
      this.call(true, api =>
        api.read(storeId, { page_size: PAGE, continuation_token: token }),
      ),
    )) {
      if (!Array.isArray(page.tuples)) {
        throw strange(this.options.engine, 'tuples');
      }
      tuples.push(...page.tuples.map(({ key }) => key as FgaTuple));
    }
    return tuples;
  }

  async writeTuples(
    { storeId, modelId }: ModelPlace,
    tuples: FgaTuple[],
  ): Promise<void> {
    for (const some of chunks(tuples, MOST_WRITES)) {
      await this.write(storeId, { writes: some, modelId });
    }
  }

  async deleteTuples(storeId: string, tuples: FgaTuple[]): Promise<void> {
    for (const some of chunks(tuples, MOST_WRITES)) {
      await this.write(storeId, { deletes: some });
    }
  }

  async batchCheck(
    { storeId, modelId }: ModelPlace,
    checks: BatchCheckItem[],
  ): Promise<Record<string, BatchCheckSingleResult>> {
    const { result } = await this.call(true, api =>
      api.batchCheck(storeId, { authorization_model_id: modelId, checks }),
    );
    if (typeof result !== 'object' || result === null) {
      throw strange(this.options.engine, 'checks');
    }
    return result;
  }

  async expand(
    { storeId, modelId }: ModelPlace,
    object: string,
    relation: string,
    contextualTuples: FgaTuple[],
  ): Promise<Node | undefined> {
    const { tree } = await this.call(true, api =>
      api.expand(storeId, {
        authorization_model_id: modelId,
        tuple_key: { object, relation },
        contextual_tuples: { tuple_keys: contextualTuples },
      }),
    );
    return tree?.root;
  }

  async listObjects(
    { storeId, modelId }: ModelPlace,
    query: {
      type: string;
      relation: string;
      user: string;
      context: object;
      contextualTuples: FgaTuple[];
    },
  ): Promise<string[]> {
    const { contextualTuples, ...rest } = query;
    const { objects } = await this.call(true, api =>
      api.listObjects(storeId, {
        ...rest,
        authorization_model_id: modelId,
        contextual_tuples: { tuple_keys: contextualTuples },
      }),
    );
    if (!Array.isArray(objects)) {
      throw strange(this.options.engine, 'objects');
    }
    return objects;
  }

  async listUsers(
    { storeId, modelId }: ModelPlace,
    query: {
      object: string;
      relation: string;
      userType: string;
      userRelation?: string;
      context: object;
      contextualTuples: FgaTuple[];
    },
  ): Promise<User[]> {
    const [type, id] = query.object.split(':');
    const { users } = await this.call(true, api =>
      api.listUsers(storeId, {
        authorization_model_id: modelId,
        object: { type, id },
        relation: query.relation,
        user_filters: [
          {
            type: query.userType,
            ...(query.userRelation && { relation: query.userRelation }),
          },
        ],
        context: query.context,
        contextual_tuples: query.contextualTuples,
      }),
    );
    if (!Array.isArray(users)) {
      throw strange(this.options.engine, 'users');
    }
    return users;
  }

  private async write(
    storeId: string,
    {
      writes,
      deletes,
      modelId,
    }: { writes?: FgaTuple[]; deletes?: FgaTuple[]; modelId?: string },
  ): Promise<void> {
    await this.call(false, api =>
      api.write(storeId, {
        authorization_model_id: modelId,
        ...(writes && { writes: { tuple_keys: writes } }),
        ...(deletes && {
          deletes: {
            tuple_keys: deletes.map(({ user, relation, object }) => ({
              user,
              relation,
              object,
            })),
          },
        }),
      }),
    );
  }

  private async *pages<P extends { continuation_token?: string }>(
    get: (token: string | undefined) => Promise<P>,
  ): AsyncIterable<P> {
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await get(token);
      yield answer;
      token = answer.continuation_token || undefined;
      if (!token) {
        return;
      }
    }
  }

  private async unlessNotThere<T>(answer: Promise<T>, other: T): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof FgaRefusal && error.isNotThere) {
        return other;
      }
      throw error;
    }
  }

  private async call<T>(
    repeatable: boolean,
    send: (api: OpenFgaApi) => Promise<T>,
  ): Promise<T> {
    const transport = new SdkTransport(this.options.connection, repeatable);
    try {
      return await send(new OpenFgaApi(this.configuration, transport.axios));
    } catch (error) {
      throw transport.fault ?? error;
    }
  }
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
