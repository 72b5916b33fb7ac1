import { setFiles, SetsFolder } from '../__testUtils__/SetsFolder';
import { FolderSource } from './FolderSource';

/** A folder that nobody may list, whoever runs the test. */
jest.mock('fs/promises', () => {
  const actual = jest.requireActual('fs/promises');
  return {
    ...actual,
    readdir: async (path: string, ...rest: unknown[]) => {
      if (path.endsWith('/closed')) {
        throw Object.assign(new Error('no'), { code: 'EACCES' });
      }
      return actual.readdir(path, ...rest);
    },
  };
});

describe('FolderSource', () => {
  it('reads folders by name, and tells of one it may not list instead of taking its sets for gone', async () => {
    const folder = new SetsFolder();
    folder.write('open/b', setFiles('one'));
    folder.write('open/a', setFiles('two'));
    folder.write('closed/c', setFiles('three'));
    const source = new FolderSource(folder.path);
    expect(await source.readSets()).toEqual([
      {
        location: `${folder.path}/closed`,
        error: {
          message: expect.stringContaining('cannot be read (EACCES)'),
          help: expect.any(String),
        },
      },
      { location: `${folder.path}/open/a`, files: expect.any(Array) },
      { location: `${folder.path}/open/b`, files: expect.any(Array) },
    ]);
    expect(await source.readSets()).toBeUndefined();
    folder.dispose();
  });
});
