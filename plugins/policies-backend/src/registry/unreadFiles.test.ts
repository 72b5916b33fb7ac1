import { PolicySetDetail } from '@internal/plugin-policies-common';
import { setFiles, SetsFolder } from '../__testUtils__/SetsFolder';
import { startPortal } from '../__testUtils__/startPortal';

describe('files of a registered set', () => {
  const folder = new SetsFolder();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    folder.write('records', {
      ...setFiles('records'),
      'README.md': '# Records',
      'notes.txt': 'To do',
      '.github/workflows/ci.yaml': 'on: push',
      'check.sh': 'true',
    });
    portal = await startPortal([folder.path]);
  });
  afterAll(async () => {
    await portal.stop();
    folder.dispose();
  });

  const detail = async (): Promise<PolicySetDetail> =>
    (await portal.get('/sets/records').expect(200)).body;
  const write = async (files: Record<string, string>) => {
    folder.write('records', { ...setFiles('records'), ...files });
    await portal.refresh();
  };

  it('are each told as what they are read, and named where nothing needs them', async () => {
    const { files, diagnostics, health } = await detail();
    expect(health).toBe('healthy');
    expect(
      Object.fromEntries(files.map(({ path, use }) => [path, use])),
    ).toEqual({
      '.github/workflows/ci.yaml': 'unused',
      'README.md': 'unused',
      'check.sh': 'unused',
      'entities.json': 'entities',
      'notes.txt': 'unused',
      'policies/read.cedar': 'policy',
      'policy-set.yaml': 'manifest',
      'schema.cedarschema': 'schema',
      'tests/read.yaml': 'cases',
    });
    expect(diagnostics).toEqual([
      {
        severity: 'warning',
        source: 'portal',
        file: 'check.sh',
        message: "'check.sh' is not used: no decision depends on it",
        help: 'Leave it out if nobody needs it here.',
      },
    ]);
  });

  it.each([
    [
      'policies/more.rego',
      'package more',
      /a language that engine 'cedar' does not read/,
    ],
    [
      'policies/Read.CEDAR',
      'forbid(principal, action, resource);',
      /only under the name 'policies\/Read.cedar'/,
    ],
    ['config.json', '{}', /neither the portal nor engine 'cedar' reads/],
    [
      'users/entities.json',
      '[{"uid": {"type": "user", "id": "x"}, "attrs": {}, "parents": []}]',
      /it holds entities/,
    ],
    [
      'tests/more/cases.yaml',
      '[]',
      /cases stand in YAML files right below 'tests\/'/,
    ],
    ['tests/cases.json', '[]', /cases stand in YAML files/],
    ['old/policy-set.yaml', '', /a set has one 'policy-set.yaml', at its top/],
  ])(
    'are refused by name where a decision may be meant to need %s',
    async (path, content, message) => {
      const before = await detail();
      await write({ [path]: content });
      const after = await detail();
      const errors = after.diagnostics.filter(
        ({ severity }) => severity === 'error',
      );
      expect(errors).toEqual([
        expect.objectContaining({
          severity: 'error',
          file: path,
          message: expect.stringMatching(message),
        }),
      ]);
      expect(errors[0].message).toContain(`'${path}'`);
      expect(after).toMatchObject({
        health: 'broken',
        revision: before.revision,
      });
      folder.remove(`records/${path}`);
      await portal.refresh();
      expect((await detail()).health).toBe('healthy');
    },
  );

  it('are told apart from what an editor put before them', async () => {
    await write({
      'entities.json': '\uFEFF[]',
      'notes.txt': '\uFEFFTo do',
    });
    expect(
      (await detail()).diagnostics.map(({ severity, file }) => [
        severity,
        file,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['warning', 'entities.json'],
        ['error', 'entities.json'],
      ]),
    );
    expect(
      (await detail()).diagnostics.filter(({ message }) =>
        message.includes('byte-order mark'),
      ),
    ).toHaveLength(1);
    await write({});
  });

  it('are refused where a policy names one that its engine does not read', async () => {
    await write({
      'policy-set.yaml': `${
        setFiles('records')['policy-set.yaml']
      }    - { name: notes, title: Notes, files: [notes.txt] }\n`,
    });
    expect((await detail()).diagnostics).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          severity: 'error',
          message:
            "policy 'notes' names the file 'notes.txt', which engine 'cedar' does not read as a policy",
        }),
      ]),
    );
  });
});
