import { setReadPermission } from '@internal/plugin-policies-common';
import {
  DecisionReaders,
  expectScope,
  SetReaders,
} from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';
import { ReadOptions, RegistryReader } from './RegistryReader';

/**
 * Reads what `policies.set.read` is granted for: other sets are not there. People who asked a set are named
 * to those alone who may read its decisions; services are named to all, since a set's consumers are no secret.
 */
export class AuthorizedRegistryReader implements RegistryReader {
  constructor(
    private readonly reader: RegistryReader,
    private readonly setReaders: SetReaders,
    private readonly readers: DecisionReaders,
  ) {}

  async listSets(query: ListQuery, options: ReadOptions) {
    return this.reader.listSets(query, await this.expectReadable(options));
  }

  async getSet(set: string, options: ReadOptions) {
    const within = await this.expectReadable(options);
    const detail = await this.reader.getSet(set, within);
    const told = {
      ...detail,
      diagnostics: detail.diagnostics.map(diagnostic => ({
        ...diagnostic,
        message: within.readable.maskNames(diagnostic.message),
        help: diagnostic.help && within.readable.maskNames(diagnostic.help),
      })),
    };
    return (await this.readers.mayRead(set, options.credentials))
      ? told
      : {
          ...told,
          observedConsumers: detail.observedConsumers.filter(
            ({ caller }) => !/^user:/i.test(caller),
          ),
        };
  }

  async listPolicies(query: ListQuery, options: ReadOptions) {
    return this.reader.listPolicies(query, await this.expectReadable(options));
  }

  async getPolicy(set: string, policy: string, options: ReadOptions) {
    return this.reader.getPolicy(
      set,
      policy,
      await this.expectReadable(options),
    );
  }

  async listRevisions(set: string, query: ListQuery, options: ReadOptions) {
    return this.reader.listRevisions(
      set,
      query,
      await this.expectReadable(options),
    );
  }

  async getRevision(set: string, revision: string, options: ReadOptions) {
    return this.reader.getRevision(
      set,
      revision,
      await this.expectReadable(options),
    );
  }

  async listCases(set: string, query: ListQuery, options: ReadOptions) {
    return this.reader.listCases(
      set,
      query,
      await this.expectReadable(options),
    );
  }

  async listEngines(options: ReadOptions) {
    return this.reader.listEngines(await this.expectReadable(options));
  }

  private async expectReadable({ credentials }: ReadOptions) {
    const readable = await this.setReaders.readableBy(credentials);
    expectScope(readable.scope, setReadPermission);
    return { credentials, readable };
  }
}
