import { execFileSync } from 'child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { buffer } from 'stream/consumers';
import { ChangeDetail } from '@internal/plugin-policies-common';
import { revisionOf } from '@internal/plugin-policies-node';
import { fromBuffer } from 'yauzl';
import { EvidenceParts, zipEvidence } from './EvidencePack';

const base = [{ path: 'policies/a.cedar', content: 'permit(…);\n' }];
const proposed = [
  { path: 'policies/a.cedar', content: 'forbid(…);\n' },
  { path: 'Z.txt', content: '' },
];
const revision = revisionOf(proposed);

const parts: EvidenceParts = {
  base,
  proposed,
  change: {
    id: '7',
    set: 'records',
    setTitle: 'Records',
    title: '<script>alert(1)</script>',
    state: 'approved',
    author: 'user:default/ann',
    domain: 'domain:default/d',
    owner: 'group:default/o',
    createdAt: '2026-11-25T10:00:00.000Z',
    updatedAt: '2026-11-25T11:00:00.000Z',
    push: 2,
    base: revisionOf(base),
    revision,
    pushes: [
      {
        number: 1,
        author: 'user:default/ann',
        authors: ['user:default/ann'],
        base: 'a'.repeat(64),
        revision,
        title: 'Smaller',
      },
      {
        number: 2,
        author: 'user:default/ann',
        authors: ['user:default/ann'],
        base: revisionOf(base),
        revision,
        title: '<script>alert(1)</script>',
      },
    ],
    requirements: [
      {
        reason: 'owner',
        group: 'group:default/o',
        because: 'It owns the set.',
        approvedBy: 'user:default/ben',
      },
    ],
    reviews: [
      {
        id: '1',
        author: 'user:default/ben',
        verdict: 'approve',
        push: 2,
        base: revisionOf(base),
        revision,
        createdAt: '2026-11-25T10:30:00.000Z',
        dropped: false,
      },
    ],
    comments: [],
    checkResults: [],
  } as unknown as ChangeDetail,
  difference: {
    revision,
    files: [],
    policies: [],
    actions: [],
    resourceTypes: [],
    cases: [],
  },
  history: [],
};

async function unzip(zip: Buffer, folder: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (error) {
        reject(error);
        return;
      }
      archive.on('entry', entry => {
        archive.openReadStream(entry, async (problem, stream) => {
          if (problem) {
            reject(problem);
            return;
          }
          const target = join(folder, entry.fileName);
          mkdirSync(dirname(target), { recursive: true });
          writeFileSync(target, await buffer(stream));
          archive.readEntry();
        });
      });
      archive.on('end', () => resolve());
      archive.readEntry();
    });
  });
}

describe('evidence pack', () => {
  const folders: string[] = [];
  const unpacked = async (of = parts) => {
    const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
    folders.push(folder);
    await unzip(await buffer(zipEvidence(of)), folder);
    return folder;
  };
  const verify = (folder: string) =>
    execFileSync(process.execPath, [join(folder, 'verify.mjs')], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  afterAll(() =>
    folders.forEach(folder => rmSync(folder, { recursive: true })),
  );

  it('verifies offline, and is the same each time', async () => {
    const folder = await unpacked();
    expect(verify(folder)).toBe('9 files and 2 revisions verify.\n');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;',
    );
    const turned = await unpacked({
      ...parts,
      change: { ...parts.change, description: 'Only \u202ebob & \u0430nn' },
    });
    expect(readFileSync(join(turned, 'report.html'), 'utf8')).toMatch(
      /Only <mark title="U\+202E \(right-to-left override\)">\[U\+202E\]<\/mark>bob &amp; <mark title="[^"]*">\u0430\[U\+0430\]<\/mark>nn/,
    );
    const again = await buffer(zipEvidence(parts));
    expect(again.equals(await buffer(zipEvidence(parts)))).toBe(true);
  });

  it.each<[string, (folder: string) => void, string]>([
    [
      'a policy that was altered',
      folder =>
        writeFileSync(join(folder, 'revisions/proposed/policies/a.cedar'), 'x'),
      'policies/a.cedar: has been altered',
    ],
    [
      'a file that was taken away',
      folder => rmSync(join(folder, 'difference.json')),
      'difference.json: is missing',
    ],
    [
      'a file that was added',
      folder => writeFileSync(join(folder, 'more.txt'), ''),
      'more.txt: is not part of the pack',
    ],
  ])('does not verify with %s', async (_, alter, message) => {
    const folder = await unpacked();
    alter(folder);
    expect(() => verify(folder)).toThrow(message);
  });

  it.each<[string, (change: ChangeDetail) => unknown, string]>([
    [
      'by an author',
      change => (change.pushes[0].author = 'user:default/ben'),
      'by an author',
    ],
    [
      'by somebody who wrote part of it',
      change => change.pushes[0].authors.push('user:default/ben'),
      'by an author',
    ],
    [
      'without a review',
      change => (change.requirements[0].approvedBy = 'user:default/eve'),
      'no such review',
    ],
    [
      'of an earlier push of the same files',
      change => (change.reviews[0].push = 1),
      'about another push, base or revision',
    ],
    [
      'of the same files on another base',
      change => (change.reviews[0].base = 'a'.repeat(64)),
      'about another push, base or revision',
    ],
    [
      'of other files',
      change => (change.reviews[0].revision = 'c'.repeat(64)),
      'about another push, base or revision',
    ],
    [
      'that does not name its push',
      change => (change.reviews[0].push = undefined),
      'before reviews named their push',
    ],
    [
      'that was taken back',
      change =>
        change.reviews.push({ ...change.reviews[0], verdict: 'reject' }),
      'taken back',
    ],
    [
      'of another title',
      change => (change.title = 'Smaller still'),
      'another title',
    ],
    [
      'of a push that is left out',
      change => change.pushes.pop(),
      'its last push is 1, not 2',
    ],
    [
      'where one is missing',
      change => (change.requirements[0].approvedBy = undefined),
      'is missing, and the change is approved',
    ],
    [
      'on another base than the pack holds',
      change => {
        change.pushes[1].base = 'a'.repeat(64);
        change.reviews[0].base = 'a'.repeat(64);
      },
      'push 2: is about another revision or base',
    ],
  ])('does not verify an approval %s', async (_, forge, message) => {
    const change = structuredClone(parts.change);
    forge(change);
    const folder = await unpacked({ ...parts, change });
    expect(() => verify(folder)).toThrow(message);
  });
});
