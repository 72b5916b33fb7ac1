import { PolicyFile } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';

/** Base document of a set. */
export const DATA_FILE = 'data.json';

/** File of a policy when its manifest names none. */
export function defaultPolicyFile(policy: string): string {
  return `policies/${policy}.rego`;
}

export function isTestFile(path: string): boolean {
  return path.endsWith('_test.rego');
}

/** True for Rego that must belong to a policy: not tests, and not what stands in `lib/`. */
export function isPolicyFile(path: string): boolean {
  return (
    path.endsWith('.rego') && !isTestFile(path) && !path.startsWith('lib/')
  );
}

/** The Rego of a set without its tests. */
export function regoFiles({ files }: PolicyBundle): PolicyFile[] {
  return files.filter(
    ({ path }) => path.endsWith('.rego') && !isTestFile(path),
  );
}

/** Where OPA expects what the set has as `data.json` and `entities.json`. */
export function dataFiles({ files }: PolicyBundle): PolicyFile[] {
  return files.flatMap(({ path, content }) => {
    if (path === DATA_FILE) {
      return [{ path, content }];
    }
    return path === 'entities.json'
      ? [{ path: 'entities/data.json', content }]
      : [];
  });
}
