import { readdirSync, readFileSync } from 'fs';
import { join, relative, sep } from 'path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { PolicyFile, readManifest } from '@internal/plugin-policies-common';
import { PolicyBundle } from '../PolicyEngine';
import { revisionOf, sortFiles } from '../revision';

const FIXTURES = resolvePackagePath(
  '@internal/plugin-policies-node',
  'conformance',
);

/** Reads a folder with all below it, as a source of policy sets does. */
export function readFolder(folder: string): PolicyFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({
      path: relative(folder, path).split(sep).join('/'),
      content: readFileSync(path, 'utf8'),
    }));
}

/** A bundle of these files; the manifest must be valid. */
export function bundleOf(files: PolicyFile[]): PolicyBundle {
  const { manifest, diagnostics } = readManifest(
    files.find(({ path }) => path === 'policy-set.yaml')!.content,
  );
  if (!manifest) {
    throw new Error(JSON.stringify(diagnostics));
  }
  return { manifest, files: sortFiles(files), revision: revisionOf(files) };
}

/** Files with others in the place of those of the same path, or added. */
export function withFiles(
  files: PolicyFile[],
  others: PolicyFile[],
): PolicyFile[] {
  const replaced = new Set(others.map(({ path }) => path));
  return [...files.filter(({ path }) => !replaced.has(path)), ...others];
}

/** The set `records` in one language, with its variants; see `conformance/README.md`. */
export interface ConformanceFixture {
  base: PolicyFile[];
  /** Files of a draft that allows everything. */
  allowAll?: PolicyFile[];
  /** Files that must be refused; `brokenFile` is the one to be named. */
  broken?: PolicyFile[];
  brokenFile?: string;
}

/**
 * The fixture of this package in a language.
 *
 * @param language - folder of `conformance/`
 */
export function readFixture(language: string): ConformanceFixture {
  const folder = join(FIXTURES, language);
  const base = readFolder(join(folder, 'base'));
  const has = readdirSync(folder);
  const variant = (name: string) =>
    has.includes(name) ? readFolder(join(folder, name)) : undefined;
  const broken = variant('broken');
  return {
    base,
    allowAll: variant('allow-all'),
    broken,
    brokenFile: broken?.[0].path,
  };
}
