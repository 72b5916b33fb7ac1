import {
  Answerer,
  FaultyServer,
  json,
  startFaultyServer,
} from '@internal/plugin-policies-node/testUtils';

/** A decision point whose answers a test decides, by the path that is asked. */
export class FaultyPdp {
  static async start(): Promise<FaultyPdp> {
    const answers = new Map<string, Answerer>();
    const server = await startFaultyServer((response, request) => {
      const answer = answers.get(request.path) ?? json({ message: 'no' }, 404);
      answer(response, request);
    });
    return new FaultyPdp(server, answers);
  }

  private constructor(
    readonly server: FaultyServer,
    private readonly answers: Map<string, Answerer>,
  ) {}

  /** Identifier of the decision point. */
  get url(): string {
    return `${this.server.url}/tenants/one`;
  }

  /** Serves metadata with these members besides, or without those that are undefined. */
  discover(members: Record<string, string | undefined> = {}): void {
    this.answer(
      '/.well-known/authzen-configuration/tenants/one',
      json({
        policy_decision_point: this.url,
        access_evaluation_endpoint: `${this.server.url}/one`,
        access_evaluations_endpoint: `${this.server.url}/many`,
        search_resource_endpoint: `${this.server.url}/search?kind=resource`,
        ...members,
      }),
    );
  }

  answer(path: string, answer: Answerer): void {
    this.answers.set(path, answer);
  }

  /** Bodies of the requests to a path, parsed. */
  asked(path: string): any[] {
    return this.server.requests
      .filter(request => request.path === path)
      .map(({ body }) => JSON.parse(body));
  }
}
