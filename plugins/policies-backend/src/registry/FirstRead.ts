import { ServiceUnavailableError } from '@backstage/errors';

/** The first read of the sources after a start: until it ends, what is not there may only not be loaded yet. */
export class FirstRead {
  /** Sets whose engine has not answered yet, by name. */
  readonly checking = new Set<string>();
  private over = false;

  /** @param onEnd - called once */
  constructor(private readonly onEnd: () => void) {}

  get ended(): boolean {
    return this.over;
  }

  end(): void {
    this.checking.clear();
    if (!this.over) {
      this.over = true;
      this.onEnd();
    }
  }

  /**
   * @param what - what is asked for and not there, for example "policy set 'kyc'"
   * @throws ServiceUnavailableError until the first read has ended
   */
  expectEnded(what: string): void {
    if (!this.over) {
      throw new ServiceUnavailableError(
        `${what} is not loaded: the portal has just started and is still reading its sources; ask again in a moment`,
      );
    }
  }
}
