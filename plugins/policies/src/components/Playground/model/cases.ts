import {
  holdsCases,
  MANIFEST_FILE,
  PolicyCase,
  PolicyFile,
  PolicyManifest,
  readCases,
  readManifest,
} from '@internal/plugin-policies-common';

/** A case and the file it stands in. */
export interface FileCase {
  file: string;
  case: PolicyCase;
}

/** The cases of a draft in order; files that cannot be read give none. */
export function casesOf(files: PolicyFile[]): FileCase[] {
  return files.filter(holdsCases).flatMap(file =>
    readCases(file.path, file.content).cases.map(item => ({
      file: file.path,
      case: item,
    })),
  );
}

/** The policies `policy-set.yaml` lists; none while it cannot be read. */
export function policiesOf(files: PolicyFile[]): PolicyManifest[] {
  const manifest = files.find(file => file.path === MANIFEST_FILE);
  return manifest
    ? readManifest(manifest.content).manifest?.spec.policies ?? []
    : [];
}

/** The engine `policy-set.yaml` names; undefined while it cannot be read. */
export function engineOf(files: PolicyFile[]): string | undefined {
  const manifest = files.find(file => file.path === MANIFEST_FILE);
  return manifest && readManifest(manifest.content).manifest?.spec.engine;
}

/** Name of the policy a file belongs to. */
function policyOfFile(
  files: PolicyFile[],
  path: string | undefined,
): string | undefined {
  return policiesOf(files).find(
    policy =>
      policy.files?.includes(path ?? '') ||
      (!policy.files &&
        path?.match(/^policies\/(.+)\.[^./]+$/)?.[1] === policy.name),
  )?.name;
}

/** The case a visitor starts from: the first that expects the policy of the file, else the first. */
export function firstCase(
  files: PolicyFile[],
  path: string | undefined,
): FileCase | undefined {
  const cases = casesOf(files);
  const policy = policyOfFile(files, path);
  return (
    cases.find(item => policy && item.case.expect.policies?.includes(policy)) ??
    cases[0]
  );
}
