import { EngineFaultError } from '@internal/plugin-policies-node';

/** OPA asks again within this at the latest, where it waits for changes as the README has it. */
const ASKS_WITHIN_MS = 90_000;

/**
 * Tells whether an OPA is this replica's. It serves one bundle, so two replicas that name the same OPA
 * would wait for each other, or take turns: each needs one of its own.
 */
export class BundleOwner {
  private askedAt = -Infinity;
  private wasOurs = false;
  private tookNothing = false;

  constructor(
    private readonly options: {
      engine: string;
      url: string;
      /** Of the bundle of this process. */
      owner: string;
    },
  ) {}

  /** OPA asks this process for its bundle. */
  noteAsked(): void {
    this.askedAt = performance.now();
  }

  /**
   * @param owner - of the bundle that OPA serves, as it tells
   * @throws EngineFaultError that says what to do when that is another replica's for good
   */
  expectOurs(owner: unknown): void {
    // The process that was here before this one may have left its bundle, which OPA replaces once it asks.
    if (
      this.isOthers(owner) &&
      (this.wasOurs || (this.tookNothing && !this.asks))
    ) {
      throw this.fault();
    }
  }

  /** OPA serves a bundle of this process. */
  noteOurs(): void {
    this.wasOurs = true;
  }

  /**
   * OPA did not take a bundle in time.
   *
   * @param owner - of the bundle that OPA serves
   * @throws EngineFaultError that says what to do when it is another replica's
   */
  noteTookNothing(owner: unknown): void {
    if (this.isOthers(owner)) {
      this.tookNothing = true;
      throw this.fault();
    }
  }

  private get asks(): boolean {
    return performance.now() - this.askedAt < ASKS_WITHIN_MS;
  }

  /** Without an owner it is of an older portal, or there is none: it will be ours. */
  private isOthers(owner: unknown): boolean {
    return typeof owner === 'string' && owner !== this.options.owner;
  }

  private fault(): EngineFaultError {
    const { engine, url } = this.options;
    return new EngineFaultError(
      engine,
      `at '${url}' serves the bundle of another replica of the portal, and ${
        this.asks
          ? 'asks several of them in turn'
          : 'does not ask this one for its own'
      }: each replica needs an OPA of its own; start one beside each replica, with the address of that replica as 'services.portal.url', and name it in 'policies.engines.${engine}.url' of that replica`,
    );
  }
}
