import { mockServices } from '@backstage/backend-test-utils';
import { NotModifiedError } from '@backstage/errors';
import { UrlSource } from './UrlSource';

describe('UrlSource', () => {
  const tree = (files: Record<string, string | Buffer>) => ({
    etag: 'v1',
    files: async () =>
      Object.entries(files).map(([path, content]) => ({
        path,
        content: async () => Buffer.from(content as string),
        lastModifiedAt: undefined,
      })),
    archive: jest.fn(),
    dir: jest.fn(),
  });

  it('reads each folder with a manifest, and nothing again while the tree is the same', async () => {
    const readTree = jest
      .fn()
      .mockResolvedValueOnce(
        tree({
          'README.md': 'x',
          'a/policy-set.yaml': 'a',
          'a/policies/one.cedar': 'one',
          'deep/er/policy-set.yaml': 'b',
          'deep/er/bad.json': Buffer.from([0xff]),
          'deep/er/nested/policy-set.yaml': 'part of the outer set',
        }),
      )
      .mockRejectedValueOnce(new NotModifiedError())
      .mockRejectedValueOnce(new Error('no such host'));
    const source = new UrlSource(
      'https://git.example/o/r/tree/main/',
      mockServices.urlReader.mock({ readTree }),
    );
    expect(await source.readSets()).toEqual([
      {
        location: 'https://git.example/o/r/tree/main/a',
        files: [
          { path: 'policy-set.yaml', content: 'a' },
          { path: 'policies/one.cedar', content: 'one' },
        ],
      },
      {
        location: 'https://git.example/o/r/tree/main/deep/er',
        error: {
          message: "'bad.json' is not valid UTF-8",
          help: expect.any(String),
        },
      },
    ]);
    expect(await source.readSets()).toBeUndefined();
    expect(readTree).toHaveBeenLastCalledWith(expect.any(String), {
      etag: 'v1',
    });
    await expect(source.readSets()).rejects.toThrow('no such host');
  });
});
