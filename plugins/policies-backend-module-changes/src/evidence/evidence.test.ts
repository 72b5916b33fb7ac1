import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
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
  proofs: [],
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

  /** A pack with a proof of one kind of request, and an invariant that two questions are about. */
  const proven = (): EvidenceParts => {
    const asked = ['wider', 'tighter', 'one', 'other'].map(text =>
      JSON.stringify([text]),
    );
    const hashOf = (text: string) =>
      createHash('sha256').update(text).digest('hex');
    const [wider, tighter, ...kept] = asked.map(hashOf);
    const environment = { subject: 'user', action: 'read', resource: 'r' };
    const versions = { analyzer: 'a 1', solver: 's 1', engine: 'e 1' };
    const question = (about: string, key: string, invariant?: string) => ({
      about,
      environment,
      invariant,
      key,
      folder: key.slice(0, 16),
    });
    return {
      ...parts,
      change: {
        ...parts.change,
        checkResults: [
          {
            name: 'proof',
            title: 'Proof',
            state: 'passed',
            blocking: false,
            log: [],
            report: {
              verdict: 'tighter',
              way: 'proven',
              sentence: 'Proven: only tighter.',
              versions,
              unproven: [],
              environments: [
                {
                  environment,
                  wider: { state: 'proven', key: wider },
                  tighter: { state: 'found', key: tighter },
                },
              ],
              base: parts.change.base,
              revision,
            },
          },
          {
            name: 'invariants',
            title: 'Invariants',
            state: 'passed',
            blocking: true,
            log: [],
            report: {
              invariants: [
                {
                  invariant: { name: 'frozen' },
                  state: 'proven',
                  key: hashOf([...kept].sort().join()),
                },
              ],
              versions,
              revision,
            },
          },
        ],
      } as unknown as ChangeDetail,
      proofs: [
        {
          path: 'proofs/questions.json',
          content: JSON.stringify([
            question('wider', wider),
            question('tighter', tighter),
            ...kept.map(key => question('invariant', key, 'frozen')),
          ]),
        },
        ...asked.map(text => ({
          path: `proofs/${hashOf(text).slice(0, 16)}/question.json`,
          content: text,
        })),
      ],
    };
  };
  const reportsOf = ({ checkResults }: ChangeDetail) =>
    checkResults.map(({ report }) => report as any);

  it('holds its proofs to what was asked', async () => {
    expect(verify(await unpacked(proven()))).toMatch(/ verify\.\n$/);
  });

  it.each<[string, (made: EvidenceParts) => unknown, string]>([
    [
      'of another revision',
      ({ change }) => (reportsOf(change)[0].revision = 'b'.repeat(64)),
      'proof: is about another revision',
    ],
    [
      'that says more than was proven',
      ({ change }) => (reportsOf(change)[0].verdict = 'equal'),
      'proof: says equal, and its environments say tighter',
    ],
    [
      'that calls proven what was searched',
      ({ change }) => (reportsOf(change)[0].way = 'searched'),
      'calls proven what was searched',
    ],
    [
      'that was not asked',
      ({ change }) =>
        (reportsOf(change)[0].environments[0].wider.key = 'c'.repeat(64)),
      'wider of read was not asked as it says',
    ],
    [
      'whose question is another one',
      ({ proofs }) => (proofs[1].content = '["easier"]'),
      'its text does not make its key',
    ],
    [
      'of an invariant without one of its questions',
      ({ proofs }) => {
        const questions = JSON.parse(proofs[0].content);
        proofs[0].content = JSON.stringify(questions.slice(0, -1));
      },
      'invariant frozen: was not asked as the report says',
    ],
  ])('does not verify with a proof %s', async (_, alter, message) => {
    const made = structuredClone(proven());
    alter(made);
    const folder = await unpacked(made);
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
