import { buffer } from 'stream/consumers';
import { zipFiles } from '@internal/plugin-policies-node';
import { unzipBundle } from './unzipBundle';

const FORBID = 'forbid(principal, action, resource);';
const zipOf = (...paths: string[]): Promise<Buffer> =>
  buffer(zipFiles(paths.map(path => ({ path, content: FORBID }))));

/** The archive with another name of the same length for an entry. */
function renamed(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

describe('unzipBundle', () => {
  it('reads what an archive holds', async () => {
    expect(await unzipBundle(await zipOf('a.cedar', 'b.cedar'))).toEqual([
      { path: 'a.cedar', content: FORBID },
      { path: 'b.cedar', content: FORBID },
    ]);
  });

  it('refuses a folder with content by its name', async () => {
    const zip = renamed(
      await zipOf('a.cedar', 'f.cedar_'),
      'f.cedar_',
      'f.cedar/',
    );
    await expect(unzipBundle(zip)).rejects.toThrow(
      "'f.cedar/' in the archive is named as a folder is, and has content",
    );
  });

  it('refuses an archive that counts fewer entries than it has', async () => {
    const zip = await zipOf('a.cedar', 'b.cedar');
    const end = zip.lastIndexOf('PK\x05\x06');
    zip.writeUInt16LE(1, end + 8);
    zip.writeUInt16LE(1, end + 10);
    await expect(unzipBundle(zip)).rejects.toThrow(
      'the archive counts 1 of its entries, and holds more',
    );
  });

  it('tells of what tools left by its path alone', async () => {
    const zip = await buffer(
      zipFiles([
        { path: 'a.cedar', content: FORBID },
        { path: '__MACOSX/._a.cedar', content: Buffer.from([0, 0xff]) },
      ]),
    );
    expect(await unzipBundle(zip)).toEqual([
      { path: 'a.cedar', content: FORBID },
      { path: '__MACOSX/._a.cedar', content: '' },
    ]);
    await expect(unzipBundle(await zipOf('.git/config'))).rejects.toThrow(
      'the archive holds no file',
    );
  });
});
