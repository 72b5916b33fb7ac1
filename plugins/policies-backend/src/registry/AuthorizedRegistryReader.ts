import { PermissionsService } from '@backstage/backend-plugin-api';
import { policiesReadPermission } from '@internal/plugin-policies-common';
import { authorize, DecisionReaders } from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';
import { ReadOptions, RegistryReader } from './RegistryReader';

/**
 * Asks for `policies.set.read` before anything is read. People who asked a set are named to those alone
 * who may read its decisions; services are named to all, since a set's consumers are no secret.
 */
export class AuthorizedRegistryReader implements RegistryReader {
  constructor(
    private readonly reader: RegistryReader,
    private readonly permissions: PermissionsService,
    private readonly readers: DecisionReaders,
  ) {}

  async listSets(query: ListQuery, options: ReadOptions) {
    await this.check(options);
    return this.reader.listSets(query, options);
  }

  async getSet(set: string, options: ReadOptions) {
    await this.check(options);
    const detail = await this.reader.getSet(set, options);
    return (await this.readers.mayRead(set, options.credentials))
      ? detail
      : {
          ...detail,
          observedConsumers: detail.observedConsumers.filter(
            ({ caller }) => !/^user:/i.test(caller),
          ),
        };
  }

  async listPolicies(query: ListQuery, options: ReadOptions) {
    await this.check(options);
    return this.reader.listPolicies(query, options);
  }

  async getPolicy(set: string, policy: string, options: ReadOptions) {
    await this.check(options);
    return this.reader.getPolicy(set, policy, options);
  }

  async listRevisions(set: string, query: ListQuery, options: ReadOptions) {
    await this.check(options);
    return this.reader.listRevisions(set, query, options);
  }

  async getRevision(set: string, revision: string, options: ReadOptions) {
    await this.check(options);
    return this.reader.getRevision(set, revision, options);
  }

  async listCases(set: string, query: ListQuery, options: ReadOptions) {
    await this.check(options);
    return this.reader.listCases(set, query, options);
  }

  async listEngines(options: ReadOptions) {
    await this.check(options);
    return this.reader.listEngines(options);
  }

  private check({ credentials }: ReadOptions): Promise<void> {
    return authorize(this.permissions, policiesReadPermission, credentials);
  }
}
