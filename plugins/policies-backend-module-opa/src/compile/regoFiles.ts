import { PolicyFile } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';

/** File of a policy when its manifest names none. */
export function defaultPolicyFile(policy: string): string {
  return `policies/${policy}.rego`;
}

/** True for Rego that `opa test` runs and decisions never see. */
export function isTestFile(path: string): boolean {
  return /(^|\/)(test_[^/]*|[^/]*_test)\.rego$/.test(path);
}

/** True for Rego that must belong to a policy: not tests, and not what stands in `lib/`. */
export function isPolicyFile(path: string): boolean {
  return (
    path.endsWith('.rego') && !isTestFile(path) && !path.startsWith('lib/')
  );
}

/** True for base documents: OPA reads each below `data`, at the place of its folder. */
export function isDataFile(path: string): boolean {
  return /(^|\/)data\.(json|ya?ml)$/.test(path);
}

/** The Rego of a set without its tests. */
export function regoFiles({ files }: PolicyBundle): PolicyFile[] {
  return files.filter(
    ({ path }) => path.endsWith('.rego') && !isTestFile(path),
  );
}

/** The base documents of a set; `entities.json` stands where OPA expects it. */
export function dataFiles({ files }: PolicyBundle): PolicyFile[] {
  return files.flatMap(({ path, content }) => {
    if (isDataFile(path)) {
      return [{ path, content }];
    }
    return path === 'entities.json'
      ? [{ path: 'entities/data.json', content }]
      : [];
  });
}
