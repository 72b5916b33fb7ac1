import { Readable } from 'node:stream';
import { mockServices } from '@backstage/backend-test-utils';
import {
  LunrSearchEngine,
  TestPipeline,
} from '@backstage/plugin-search-backend-node';
import { RankedSearchEngine } from './RankedSearchEngine';

describe('RankedSearchEngine', () => {
  const options = {};
  const documentOf = (name: string, lifecycle: string, text: string) => ({
    title: name,
    text,
    location: `/policies/policy/${name}`,
    lifecycle,
  });

  async function engineOf(count: number) {
    const engine = new RankedSearchEngine(
      new LunrSearchEngine({ logger: mockServices.logger.mock() }),
    );
    await TestPipeline.fromCollator(
      Readable.from([
        documentOf(
          'old',
          'deprecated',
          'travel rule, travel rule, travel rule',
        ),
        ...Array.from({ length: count }, (_, index) =>
          documentOf(
            `p${index}`,
            'production',
            'the travel of many other words',
          ),
        ),
      ]),
    )
      .withIndexer(await engine.getIndexer('policies'))
      .execute();
    await TestPipeline.fromCollator(
      Readable.from([documentOf('service', 'deprecated', 'travel')]),
    )
      .withIndexer(await engine.getIndexer('software-catalog'))
      .execute();
    return engine;
  }

  it('puts deprecated policies last over all pages, and nothing else', async () => {
    const engine = await engineOf(30);
    const first = await engine.query({ term: 'travel' }, options);
    expect(first.numberOfResults).toBe(32);
    expect(first.results).toHaveLength(25);
    expect(first.previousPageCursor).toBeUndefined();
    const titles = first.results.map(({ document }) => document.title);
    expect(titles).not.toContain('old');
    expect(titles).toContain('service');

    const second = await engine.query(
      { term: 'travel', pageCursor: first.nextPageCursor },
      options,
    );
    expect(second.results.at(-1)).toMatchObject({
      rank: 32,
      document: { title: 'old' },
    });
    expect(second.nextPageCursor).toBeUndefined();
    expect(second.previousPageCursor).toBeDefined();
  });

  it('tells how many there are to who asks for a page of none', async () => {
    const engine = await engineOf(3);
    expect(
      await engine.query({ term: 'travel', pageLimit: 0 }, options),
    ).toMatchObject({ numberOfResults: 5 });
  });

  it('gives every result once, past what it ranks anew too', async () => {
    const engine = await engineOf(230);
    const seen = new Array<string>();
    let pageCursor: string | undefined;
    do {
      const page = await engine.query(
        { term: 'travel', pageLimit: 30, pageCursor },
        options,
      );
      seen.push(...page.results.map(({ document }) => document.location));
      pageCursor = page.nextPageCursor;
    } while (pageCursor);
    expect(seen).toHaveLength(232);
    expect(new Set(seen).size).toBe(232);
  });
});
