import { randomUUID } from 'crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EngineConnection,
  EngineFaultError,
} from '@internal/plugin-policies-node';
import { AuthzenOptions } from './AuthzenOptions';
import { Discovery } from './discovery/Discovery';
import { Endpoints } from './discovery/readMetadata';

/** Calls to the API of one decision point. */
export class DecisionPoint {
  private readonly connection: EngineConnection;
  private readonly discovery: Discovery;

  constructor(
    private readonly options: {
      engine: string;
      options: AuthzenOptions;
      logger: LoggerService;
    },
  ) {
    const { engine, options: settings, logger } = options;
    // Endpoints are anywhere at the origin, not below the path of the identifier.
    this.connection = new EngineConnection({
      engine,
      remote: { ...settings, url: new URL(settings.url).origin },
      logger,
    });
    this.discovery = new Discovery({
      engine,
      pdp: settings.url,
      connection: this.connection,
      seconds: settings.discoverySeconds,
    });
  }

  get engine(): string {
    return this.options.engine;
  }

  get url(): string {
    return this.options.options.url;
  }

  state() {
    return this.connection.state();
  }

  /** Endpoints as found last, if they were. */
  get known(): Endpoints | undefined {
    return this.discovery.known;
  }

  /** @throws EngineFaultError while they are not to be had */
  endpoints(): Promise<Endpoints> {
    return this.discovery.endpoints();
  }

  /** Looks whether it is there and is what it was configured to be. */
  async check(): Promise<void> {
    const { evaluation, assumed } = await this.discovery.look();
    if (assumed) {
      // An empty request is refused by whoever evaluates, and asks for nothing.
      await this.ask(evaluation, {}, [400, 422]);
    }
  }

  /**
   * Asks an endpoint; asking changes nothing, so it is repeated.
   *
   * @throws EngineFaultError also when the answer is one to another request
   */
  async ask(
    path: string,
    body: object,
    accept: number[],
  ): Promise<{ status: number; body: unknown }> {
    const id = randomUUID();
    try {
      const answer = await this.connection.call({
        method: 'POST',
        path,
        body,
        headers: { 'x-request-id': id },
        repeatable: true,
        accept,
      });
      const echoed = answer.headers['x-request-id'];
      if (echoed !== undefined && echoed !== id) {
        throw new EngineFaultError(
          this.engine,
          "answered another request: its 'X-Request-ID' is not the one that was sent; see what stands between the two",
        );
      }
      return answer;
    } catch (error) {
      this.discovery.doubt();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
