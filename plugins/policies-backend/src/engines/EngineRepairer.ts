import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  engineRepairPermission,
  EngineStatus,
} from '@internal/plugin-policies-common';
import { authorize } from '@internal/plugin-policies-node';

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

/** Asks for `policies.engine.repair` first. */
export class AuthorizedEngineRepairer implements EngineRepairer {
  constructor(
    private readonly repairer: EngineRepairer,
    private readonly permissions: PermissionsService,
  ) {}

  async repair(
    engine: string,
    set: string | undefined,
    options: { credentials: BackstageCredentials },
  ) {
    await authorize(
      this.permissions,
      engineRepairPermission,
      options.credentials,
    );
    return this.repairer.repair(engine, set, options);
  }
}
