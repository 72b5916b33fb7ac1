import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  engineRepairPermission,
  EngineStatus,
} from '@internal/plugin-policies-common';
import { authorize, SetReaders } from '@internal/plugin-policies-node';
import { leaveOutSets } from './leaveOutSets';

/** Puts active revisions into an engine again. */
export interface EngineRepairer {
  /**
   * @param set - only this one; by default all of the engine's
   * @throws NotFoundError for an unknown engine or a set it does not serve, and what the engine throws
   */
  repair(
    engine: string,
    set: string | undefined,
    options: { credentials: BackstageCredentials },
  ): Promise<EngineStatus>;
}

/** What is told of a set of which an engine holds nothing. */
export function notServed(engine: string, set: string): NotFoundError {
  return new NotFoundError(
    `engine '${engine}' holds no revision of policy set '${set}' that the portal put there`,
  );
}

/** Asks for `policies.engine.repair` first, and tells of no set that may not be read. */
export class AuthorizedEngineRepairer implements EngineRepairer {
  constructor(
    private readonly repairer: EngineRepairer,
    private readonly permissions: PermissionsService,
    private readonly setReaders: SetReaders,
  ) {}

  async repair(
    engine: string,
    set: string | undefined,
    options: { credentials: BackstageCredentials },
  ) {
    const { credentials } = options;
    await authorize(this.permissions, engineRepairPermission, credentials);
    const readable = await this.setReaders.tellableTo(credentials);
    if (set !== undefined && readable.hides(set)) {
      throw notServed(engine, set);
    }
    return leaveOutSets(
      await this.repairer.repair(engine, set, options),
      name => readable.find(name) !== undefined,
    );
  }
}
