import { mkdir, mkdtemp, realpath, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { dirname, join, relative, sep } from 'path';
import { InputError } from '@backstage/errors';

/** A private folder (0700) of a sandbox. Programs see it under the same path as the portal does. */
export class SandboxFolder {
  /**
   * @param files - paths are relative to the folder
   * @throws InputError for a path that leaves the folder
   */
  static async create(
    files: Array<{ path: string; content: string }> = [],
  ): Promise<SandboxFolder> {
    const base = await mkdtemp(join(await realpath(tmpdir()), 'portal-box-'));
    const folder = new SandboxFolder(join(base, 'work'), base);
    try {
      await mkdir(folder.path, { mode: 0o700 });
      await mkdir(folder.root, { mode: 0o700 });
      for (const { path, content } of files) {
        await folder.write(path, content);
      }
    } catch (error) {
      await folder.remove();
      throw error;
    }
    return folder;
  }

  private constructor(
    /** Absolute path: the working folder of what runs in it. */
    readonly path: string,
    private readonly base: string,
  ) {}

  /** Where the file system of an isolated program is put together. */
  get root(): string {
    return join(this.base, 'root');
  }

  /** @returns the absolute path of the file */
  async write(path: string, content: string): Promise<string> {
    const target = join(this.path, path);
    const inside = relative(this.path, target);
    if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) {
      throw new InputError(`'${path}' leaves its folder; use a path inside it`);
    }
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, content, { mode: 0o600 });
    return target;
  }

  async remove(): Promise<void> {
    await rm(this.base, { recursive: true, force: true, maxRetries: 3 });
  }
}
