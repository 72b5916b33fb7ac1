import { createHash } from 'crypto';
import { PolicyFile } from '@internal/plugin-policies-common';

/**
 * Content address of a policy set: sha256 over its files sorted by path, each as path, NUL, length
 * of the content in bytes, NUL, content.
 *
 * @returns 64 hex digits
 */
export function revisionOf(files: PolicyFile[]): string {
  const hash = createHash('sha256');
  for (const file of sortFiles(files)) {
    const content = Buffer.from(file.content, 'utf8');
    hash.update(`${file.path}\0${content.length}\0`);
    hash.update(content);
  }
  return hash.digest('hex');
}

/** Files in the order of their paths' code units. */
export function sortFiles(files: PolicyFile[]): PolicyFile[] {
  return [...files].sort((a, b) => {
    if (a.path === b.path) {
      return 0;
    }
    return a.path < b.path ? -1 : 1;
  });
}
