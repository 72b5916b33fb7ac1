import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const outputs = new Set([
  'node_modules',
  'dist',
  'dist-types',
  'coverage',
  '.cache',
]);

/** Lists the files below a path, sorted, without what tools put there. */
export function listFiles(root, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) {
    return [];
  }
  if (!statSync(absolute).isDirectory()) {
    return [path];
  }
  return readdirSync(absolute)
    .filter(name => !outputs.has(name))
    .sort()
    .flatMap(name => listFiles(root, `${path}/${name}`));
}

/** One top-level block of a YAML file as text, without comments: `app:` and what is indented below it. */
export function topLevelBlock(yaml, key) {
  const lines = yaml
    .split('\n')
    .filter(line => line.trim() && !line.trim().startsWith('#'));
  const first = lines.findIndex(line => line.startsWith(`${key}:`));
  if (first === -1) {
    return '';
  }
  const length = lines.slice(first + 1).findIndex(line => /^\S/.test(line));
  return lines
    .slice(first, length === -1 ? undefined : first + 1 + length)
    .join('\n');
}

/** A digest over names and bytes: of files and folders in `paths`, and of `texts` besides. */
export function fingerprint(root, paths, texts = []) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(path => listFiles(root, path))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  for (const text of texts) {
    hash.update(text).update('\0');
  }
  return hash.digest('hex');
}

function stampFile(root, name) {
  return join(root, 'node_modules', '.cache', 'portal', `${name}.sha256`);
}

/** Whether a step last succeeded with this fingerprint. */
export function isUpToDate(root, name, print) {
  const file = stampFile(root, name);
  return existsSync(file) && readFileSync(file, 'utf8') === print;
}

/** Remembers that a step succeeded with this fingerprint. */
export function remember(root, name, print) {
  const file = stampFile(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, print);
}
