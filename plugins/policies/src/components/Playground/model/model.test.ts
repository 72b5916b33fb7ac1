/* eslint-disable no-restricted-imports -- jsdom has no compression streams, Node.js has */
import * as webStreams from 'stream/web';
import { readCases } from '@internal/plugin-policies-common';
import { appendCase } from './appendCase';
import { firstCase } from './cases';
import {
  applyChanges,
  deleteFile,
  fileStates,
  renameFile,
  withoutSame,
  writeFile,
} from './draft';
import { DraftStore } from './DraftStore';
import { parseRequest, setIn } from './requestText';
import { decodeShare, encodeShare } from './shareLink';

const live = [
  { path: 'a.cedar', content: 'A' },
  { path: 'b.cedar', content: 'B' },
];

describe('draft', () => {
  it('keeps only what differs from the live files', () => {
    let changes = writeFile(live, {}, 'a.cedar', 'A2');
    changes = writeFile(live, changes, 'new.cedar', 'N');
    changes = deleteFile(live, changes, 'b.cedar');
    expect(applyChanges(live, changes)).toEqual([
      { path: 'a.cedar', content: 'A2' },
      { path: 'new.cedar', content: 'N' },
    ]);
    expect(fileStates(live, changes)).toEqual([
      { path: 'a.cedar', state: 'changed' },
      { path: 'b.cedar', state: 'deleted' },
      { path: 'new.cedar', state: 'added' },
    ]);
    changes = writeFile(live, changes, 'a.cedar', 'A');
    changes = deleteFile(live, changes, 'new.cedar');
    expect(changes).toEqual({ 'b.cedar': null });
  });

  it('moves a file with its content', () => {
    const changes = renameFile(live, { 'a.cedar': 'A2' }, 'a.cedar', 'c.cedar');
    expect(changes).toEqual({ 'a.cedar': null, 'c.cedar': 'A2' });
    expect(renameFile(live, changes, 'c.cedar', 'a.cedar')).toEqual({
      'a.cedar': 'A2',
    });
  });

  it('forgets changes that became live', () => {
    expect(
      withoutSame(live, {
        'a.cedar': 'A',
        'b.cedar': 'B2',
        'gone.cedar': null,
      }),
    ).toEqual({ 'b.cedar': 'B2' });
  });
});

describe('DraftStore', () => {
  it('keeps a draft per set and survives what it cannot read', () => {
    const store = new DraftStore();
    const record = {
      revision: 'r1',
      changes: { a: 'x', b: null },
      request: '{',
    };
    expect(store.put('one', record)).toBe(true);
    expect(store.get('one')).toEqual(record);
    expect(store.changeCount('one')).toBe(2);
    expect(store.get('two')).toBeUndefined();
    window.localStorage.setItem('policies.playground.draft.two', '{"odd":1}');
    expect(store.get('two')).toBeUndefined();
  });

  it('says when the browser has no room', () => {
    const full = {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    } as unknown as Storage;
    expect(new DraftStore(full).put('one', { revision: '', changes: {} })).toBe(
      false,
    );
  });
});

describe('share link', () => {
  beforeAll(() => {
    const { CompressionStream, DecompressionStream } = webStreams;
    Object.assign(global, { CompressionStream, DecompressionStream });
  });

  const shared = {
    revision: 'r1',
    changes: {
      'policies/ä.cedar': 'permit (…);\n'.repeat(500),
      'b.cedar': null,
    },
    request: '{ "half',
  };

  it('brings a draft over, compressed where the browser can', async () => {
    const packed = await encodeShare(shared);
    expect(packed).toMatch(/^draft=z[A-Za-z0-9_-]+$/);
    expect(packed.length).toBeLessThan(400);
    await expect(decodeShare(`#${packed}`)).resolves.toEqual(shared);
  });

  it('does without compression', async () => {
    const original = global.CompressionStream;
    Object.assign(global, { CompressionStream: undefined });
    try {
      const plain = await encodeShare(shared);
      expect(plain).toMatch(/^draft=j/);
      await expect(decodeShare(plain)).resolves.toEqual(shared);
    } finally {
      Object.assign(global, { CompressionStream: original });
    }
  });

  it('refuses what was cut or is none', async () => {
    const packed = await encodeShare(shared);
    await expect(decodeShare(packed.slice(0, 60))).rejects.toThrow(
      /cannot be read.*cut/,
    );
    await expect(decodeShare('#section')).resolves.toBeUndefined();
    await expect(decodeShare('')).resolves.toBeUndefined();
  });
});

describe('request text', () => {
  it('says what is missing, and where', () => {
    expect(parseRequest('{\n  "subject": nope').diagnostics).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('not valid JSON'),
        range: expect.objectContaining({ startLine: 2 }),
      }),
    ]);
    for (const [text, problem] of [
      [
        '9007199254740993',
        'the number 9007199254740993 cannot be read exactly',
      ],
      ['1, "amount": 2', 'the key "amount" is given twice'],
    ]) {
      expect(parseRequest(`{\n  "context": { "amount": ${text} }\n}`)).toEqual({
        diagnostics: [
          expect.objectContaining({
            message: `The request cannot be read: ${problem}`,
            range: expect.objectContaining({ startLine: 2 }),
          }),
        ],
      });
    }
    expect(parseRequest('[]').value).toBeUndefined();
    const incomplete = parseRequest(
      '{\n  "subject": { "type": "user",\n    "id": "" },\n  "action": { "name": "view" }\n}',
    );
    expect(incomplete.request).toBeUndefined();
    expect(incomplete.value).toBeDefined();
    expect(incomplete.diagnostics).toEqual([
      expect.objectContaining({
        message: '"subject.id" is missing',
        range: { startLine: 3, startColumn: 11, endLine: 3, endColumn: 13 },
      }),
      expect.objectContaining({ message: '"resource" is missing' }),
    ]);
  });

  it('sets values without touching others and drops empty objects', () => {
    const value = { subject: { id: 'ana', properties: { a: 1 } }, extra: [1] };
    expect(setIn(value, ['subject', 'properties', 'a'], undefined)).toEqual({
      subject: { id: 'ana' },
      extra: [1],
    });
    expect(setIn(value, ['context', 'mfa'], true)).toEqual({
      ...value,
      context: { mfa: true },
    });
    expect(value.subject.properties).toEqual({ a: 1 });
  });
});

describe('cases', () => {
  const item = {
    name: 'a new case: "quoted"',
    request: {
      subject: { type: 'user', id: 'ana' },
      action: { name: 'view' },
      resource: { type: 'Withdrawal', id: 'w-1', properties: { amount: 5 } },
      context: { mfa: true },
    },
    expect: { decision: true, policies: ['daily-limit'] },
  };
  const before = `# the customers
- name:   first # keep
  request:
    subject: { type: user,   id: ana }
    action: { name: view }
    resource: { type: Withdrawal, id: w-1 }
  expect: { decision: false }

- name: second
  request: { subject: { type: user, id: b }, action: { name: view }, resource: { type: W, id: w } }
  expect: { decision: true }
`;

  it('are added behind what a file holds, which stays as it is', () => {
    const after = appendCase(before, item);
    expect(after.startsWith(before)).toBe(true);
    const { cases, diagnostics } = readCases('tests/a.yaml', after);
    expect(diagnostics).toEqual([]);
    expect(cases.map(each => each.name)).toEqual([
      'first',
      'second',
      item.name,
    ]);
    expect(cases[2]).toEqual(item);
  });

  it.each(['', '# only a comment\n', '[]\n'])('are added to %j', content => {
    const after = appendCase(content, item);
    expect(readCases('tests/a.yaml', after).cases).toEqual([item]);
    expect(after).toContain(content.match(/#.*/)?.[0] ?? '');
  });

  it.each([
    [`  - ${JSON.stringify(item).slice(1, -1).replace(/^/, '{')}}\n`],
    [`[${JSON.stringify(item)}]\n`],
  ])('are added to a list that is laid out in another way: %j', content => {
    const after = appendCase(content, { ...item, name: 'other' });
    expect(readCases('tests/a.yaml', after)).toEqual({
      cases: [item, { ...item, name: 'other' }],
      diagnostics: [],
    });
  });

  it('are not added to what is no list', () => {
    expect(() => appendCase('a: 1\n', item)).toThrow('not a list of cases');
    expect(() => appendCase('- [', item)).toThrow('not a list of cases');
  });

  it('begin with the one of the policy someone came from', () => {
    const files = [
      {
        path: 'policy-set.yaml',
        content: `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: s, title: S }
spec:
  domain: d
  owner: group:default/g
  engine: cedar
  resourceTypes: [Withdrawal]
  policies:
    - { name: daily-limit, title: Daily limit }
    - { name: other, title: Other, files: [policies/shared.cedar] }
`,
      },
      { path: 'tests/a.yaml', content: appendCase(before, item) },
    ];
    expect(firstCase(files, 'policies/daily-limit.cedar')?.case).toEqual(item);
    expect(firstCase(files, 'policies/shared.cedar')?.case.name).toBe('first');
    expect(firstCase(files, undefined)?.case.name).toBe('first');
  });
});
