import { SandboxRun } from '@internal/plugin-policies-node';
import { OpaProgram } from '../program/OpaProgram';
import { parseFiles } from './parseFiles';

describe('parseFiles', () => {
  const files = Array.from({ length: 4 }, (_, index) => ({
    path: `lib/${index}.rego`,
    content: `package lib.a${index}`,
  }));
  const programOf = (run: Partial<SandboxRun>) =>
    ({
      folder: async () => ({ remove: async () => {} }),
      run: async () => ({ code: 0, stdout: '', stderr: '', ...run }),
    } as unknown as OpaProgram);

  it('reads no more trees of a set than the portal has room for', async () => {
    const stdout = `{"package": {"path": []}}${' '.repeat(19_000_000)}`;
    const { modules, diagnostics } = await parseFiles(
      files,
      programOf({ stdout }),
    );
    expect(modules.map(({ file }) => file.path)).toEqual([
      'lib/0.rego',
      'lib/1.rego',
      'lib/2.rego',
    ]);
    expect(diagnostics).toMatchObject([
      {
        file: 'lib/3.rego',
        message: expect.stringMatching(/trees have more than 60 MB/),
      },
    ]);
  });

  it('names the file that takes too much to read', async () => {
    const { modules, diagnostics } = await parseFiles(
      files.slice(0, 1),
      programOf({
        code: null,
        stopMessage: 'needs more than 512 MB of memory',
      }),
    );
    expect(modules).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        file: 'lib/0.rego',
        message: "reading 'lib/0.rego' needs more than 512 MB of memory",
      },
    ]);
  });
});
