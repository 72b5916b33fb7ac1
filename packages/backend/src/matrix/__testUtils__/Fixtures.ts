import { SET_FILES } from './company';
import { MatrixPortal } from './MatrixPortal';
import { MatrixRow } from './readMatrix';

const files = Object.entries(SET_FILES).map(([path, content]) => ({
  path,
  content: content.replace('level > 1', 'level > 0'),
}));

/** What the calls of the matrix are about. */
export class Fixtures {
  /**
   * Opens a change that waits for its reviewers, and a journey somebody was invited to.
   *
   * @param left - features of which there is nothing, as they are left out
   */
  static async create(
    portal: MatrixPortal,
    left: { changes?: boolean; onboarding?: boolean } = {},
  ): Promise<Fixtures> {
    await portal.until(
      'admin',
      { method: 'get', path: '/api/catalog/entities?filter=kind=group' },
      groups => groups.length >= 5,
    );
    await portal.until(
      'admin',
      { method: 'get', path: '/api/policies/sets/records' },
      set => set.name === 'records',
    );
    await portal.until(
      'admin',
      { method: 'get', path: '/api/search/query?term=records' },
      found => found.results?.length > 0,
    );
    const fixtures = new Fixtures(
      portal,
      left.changes ? '1' : await this.openChange(portal),
    );
    fixtures.journey = left.onboarding ? '1' : await fixtures.beginJourney();
    return fixtures;
  }

  private static async openChange(portal: MatrixPortal): Promise<string> {
    const post = (path: string, body: unknown) =>
      portal.call('author', { method: 'post', path, body });
    const { body: change } = await post('/api/policies/changes', {
      set: 'records',
      title: 'A change',
      files,
      submit: true,
    });
    await portal.until(
      'author',
      { method: 'get', path: `/api/policies/changes/${change.id}` },
      ({ requirements }) => requirements?.length === 2,
    );
    return change.id;
  }

  private journey!: string;

  private constructor(
    private readonly portal: MatrixPortal,
    private readonly change: string,
  ) {}

  /** The path of a route, and its body, with what stands for things of this portal filled in. */
  async fill(
    route: string,
    { at = {}, query, send }: Pick<MatrixRow, 'at' | 'query' | 'send'>,
  ): Promise<{ method: string; path: string; body?: unknown }> {
    const space = route.indexOf(' ');
    const values: Record<string, string> = {};
    for (const [name, value] of Object.entries(at)) {
      values[name] = await this.valueOf(value);
    }
    return {
      method: route.slice(0, space),
      path: `${route
        .slice(space + 1)
        .replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'none')}${
        query ? `?${query}` : ''
      }`,
      body: withFiles(send),
    };
  }

  private async valueOf(value: string): Promise<string> {
    switch (value) {
      case '$change':
        return this.change;
      case '$journey':
        return this.journey;
      case '$newJourney':
        return this.beginJourney();
      default:
        return value;
    }
  }

  private async beginJourney(): Promise<string> {
    const { body } = await this.portal.call('author', {
      method: 'post',
      path: '/api/policies/journeys',
      // One with nothing written would be taken up again, and calls beside each other would share it.
      body: { fields: { title: 'Of the matrix' } },
    });
    await this.portal.call('author', {
      method: 'put',
      path: `/api/policies/journeys/${body.id}/people`,
      body: { people: ['user:default/invited'] },
    });
    return body.id;
  }
}

function withFiles(send: unknown): unknown {
  return typeof send === 'object' && send !== null && 'files' in send
    ? { ...send, files }
    : send;
}
