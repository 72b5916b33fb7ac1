import { LoggerService } from '@backstage/backend-plugin-api';

/** What goes on by itself, with how each of it ends: whoever begins something says here how it ends. */
export class Lifetime {
  private readonly ends: Array<() => unknown> = [];

  constructor(private readonly logger: LoggerService) {}

  /** Remembers how something ends. What began last ends first. */
  onEnd(end: () => unknown): void {
    this.ends.push(end);
  }

  /** Begins something that ends with the portal. */
  begin(part: { start(): void; stop(): Promise<void> }): void {
    this.onEnd(() => part.stop());
    part.start();
  }

  /** Does something again and again, whatever becomes of it. */
  every(milliseconds: number, what: string, act: () => Promise<void>): void {
    const timer = setInterval(() => {
      act().catch(error => this.logger.warn(`${what}: ${error}`));
    }, milliseconds);
    this.onEnd(() => clearInterval(timer));
  }

  async end(): Promise<void> {
    for (let end = this.ends.pop(); end; end = this.ends.pop()) {
      try {
        await end();
      } catch (error) {
        this.logger.warn(`a part of the portal did not end: ${error}`);
      }
    }
  }
}
