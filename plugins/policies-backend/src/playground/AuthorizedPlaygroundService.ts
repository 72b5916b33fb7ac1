import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  Draft,
  PlaygroundEvaluateRequest,
  PlaygroundLiveRequest,
  playgroundUsePermission,
} from '@internal/plugin-policies-common';
import {
  authorize,
  noSuchSet,
  SetReaders,
} from '@internal/plugin-policies-node';
import { PlaygroundService } from './PlaygroundService';

/** Asks for `policies.playground.use` first; of what is live, sets that may not be read are not there. */
export class AuthorizedPlaygroundService implements PlaygroundService {
  constructor(
    private readonly playground: PlaygroundService,
    private readonly permissions: PermissionsService,
    private readonly setReaders: SetReaders,
  ) {}

  async evaluate(
    call: PlaygroundEvaluateRequest,
    options: { credentials: BackstageCredentials },
  ) {
    await this.check(options.credentials);
    return this.playground.evaluate(call, options);
  }

  async evaluateLive(
    call: PlaygroundLiveRequest,
    options: { credentials: BackstageCredentials },
  ) {
    await this.check(options.credentials);
    const sets = await this.setReaders.tellableTo(options.credentials);
    if (sets.hides(call.set)) {
      throw noSuchSet(call.set);
    }
    return this.playground.evaluateLive(call, options);
  }

  async runCases(
    draft: Draft,
    options: { credentials: BackstageCredentials; signal: AbortSignal },
  ) {
    await this.check(options.credentials);
    return this.playground.runCases(draft, options);
  }

  private check(credentials: BackstageCredentials): Promise<void> {
    return authorize(this.permissions, playgroundUsePermission, credentials);
  }
}
