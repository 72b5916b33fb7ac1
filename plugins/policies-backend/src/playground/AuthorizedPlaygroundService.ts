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
import { authorize } from '@internal/plugin-policies-node';
import { PlaygroundService } from './PlaygroundService';

/** Asks for `policies.playground.use` first. */
export class AuthorizedPlaygroundService implements PlaygroundService {
  constructor(
    private readonly playground: PlaygroundService,
    private readonly permissions: PermissionsService,
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
