import {
  Diagnostic,
  FileAccount,
  filePathSchema,
  LIMITS,
  MANIFEST_FILE,
  PolicyCase,
  PolicyFile,
  PolicyManifest,
  PolicySetManifest,
  readBrought,
  readCases,
  readManifest,
} from '@internal/plugin-policies-common';
import { PolicyBundle, PolicyEngine } from '../PolicyEngine';
import { revisionOf, sortFiles } from '../revision';
import { EngineList } from '../EngineList';
import { accountFiles } from './accountFiles';

/** A case with the file it stands in. */
export interface FiledCase {
  case: PolicyCase;
  file: string;
}

/** What the files of a set say, before an engine has seen them. */
export interface CheckedBundle {
  manifest?: PolicySetManifest;
  diagnostics: Diagnostic[];
  /** What each file is read as, as soon as the engine is known. */
  account?: FileAccount[];
  /** Absent while a diagnostic is an error. */
  ready?: { bundle: PolicyBundle; engine: PolicyEngine; cases: FiledCase[] };
}

/**
 * Checks the files of a set against the folder contract: limits, `policy-set.yaml`, files that belong
 * to policies, cases. What they mean is for the engine to check.
 */
export function checkBundle(
  files: PolicyFile[],
  engines: EngineList,
): CheckedBundle {
  const limits = checkLimits(files);
  if (limits.length) {
    return { diagnostics: limits };
  }
  const manifestFile = files.find(({ path }) => path === MANIFEST_FILE);
  if (!manifestFile) {
    return {
      diagnostics: [
        problem(
          undefined,
          `there is no '${MANIFEST_FILE}'`,
          'Add one; the JSON Schema policy-set.schema.json describes it.',
        ),
      ],
    };
  }
  const { manifest, diagnostics } = readManifest(manifestFile.content);
  if (!manifest) {
    return { diagnostics };
  }
  if (!engines.has(manifest.spec.engine)) {
    return {
      manifest,
      diagnostics: [
        problem(
          MANIFEST_FILE,
          `engine '${manifest.spec.engine}' is not configured`,
          `Use one of ${engines.names
            .map(name => `'${name}'`)
            .join(', ')} in 'spec.engine'.`,
        ),
      ],
    };
  }
  const engine = engines.get(manifest.spec.engine);
  const { account, diagnostics: unread } = accountFiles(
    files,
    manifest,
    engine,
  );
  const caseFiles = new Set(
    account.filter(({ use }) => use === 'cases').map(({ path }) => path),
  );
  const cases = readAllCases(
    files.filter(({ path }) => caseFiles.has(path)),
    manifest,
  );
  const found = [
    ...checkPolicyFiles(files, manifest, engines),
    ...unread,
    ...cases.diagnostics,
    ...readBrought(files).diagnostics,
  ];
  return {
    manifest,
    diagnostics: found,
    account,
    ready: found.some(({ severity }) => severity === 'error')
      ? undefined
      : {
          bundle: {
            manifest,
            files: sortFiles(files),
            revision: revisionOf(files),
          },
          engine,
          cases: cases.cases,
        },
  };
}

function checkLimits(files: PolicyFile[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (files.length > LIMITS.filesPerSet) {
    found.push(
      problem(
        undefined,
        `the set has ${files.length} files, more than ${LIMITS.filesPerSet}`,
        'Split the set.',
      ),
    );
  }
  const seen = new Set<string>();
  let total = 0;
  for (const { path, content } of files) {
    const bytes = Buffer.byteLength(content, 'utf8');
    total += bytes;
    if (!filePathSchema.safeParse(path).success) {
      found.push(
        problem(
          undefined,
          `path '${path}' leaves the folder of the set or has characters that are not allowed`,
          'Use a relative path with forward slashes and without "..".',
        ),
      );
    } else if (seen.has(path)) {
      found.push(
        problem(path, `'${path}' is there twice`, 'Keep one of the two.'),
      );
    } else if (bytes > LIMITS.fileBytes) {
      found.push(
        problem(
          path,
          `'${path}' has ${bytes} bytes, more than ${LIMITS.fileBytes}`,
          'Split the file.',
        ),
      );
    }
    seen.add(path);
  }
  if (total > LIMITS.setBytes) {
    found.push(
      problem(
        undefined,
        `the files have ${total} bytes together, more than ${LIMITS.setBytes}`,
        'Split the set.',
      ),
    );
  }
  return found;
}

function checkPolicyFiles(
  files: PolicyFile[],
  manifest: PolicySetManifest,
  engines: EngineList,
): Diagnostic[] {
  const engine = engines.get(manifest.spec.engine);
  const found: Diagnostic[] = [];
  const owner = new Map<string, string>();
  for (const policy of manifest.spec.policies) {
    for (const path of filesOf(policy, engine)) {
      if (!files.some(file => file.path === path)) {
        found.push(
          problem(
            MANIFEST_FILE,
            `policy '${policy.name}' wants the file '${path}', which does not exist`,
            otherLanguageHelp(files, policy, manifest, engines) ??
              `Add the file, or name the right one in 'files'.`,
          ),
        );
      }
      if (owner.has(path)) {
        found.push(
          problem(
            MANIFEST_FILE,
            `both '${owner.get(path)}' and '${
              policy.name
            }' claim the file '${path}'`,
            'A file belongs to one policy.',
          ),
        );
      }
      owner.set(path, policy.name);
    }
  }
  for (const { path } of files) {
    if (engine.isPolicyFile(path) && !owner.has(path)) {
      found.push(
        problem(
          path,
          `'${path}' belongs to no policy`,
          `List it under 'spec.policies' in ${MANIFEST_FILE}, or remove it.`,
        ),
      );
    }
  }
  return found;
}

/** The fix where a policy is there, but in the language of another engine. */
function otherLanguageHelp(
  files: PolicyFile[],
  { name }: PolicyManifest,
  { spec }: PolicySetManifest,
  engines: EngineList,
): string | undefined {
  for (const other of engines.names) {
    const path = engines.get(other).defaultPolicyFile(name);
    if (other !== spec.engine && files.some(file => file.path === path)) {
      return `'${path}' is a file for engine '${other}': say 'engine: ${other}' in 'spec', or write the policy for '${spec.engine}'.`;
    }
  }
  return undefined;
}

/** Files of a policy: those it names, or the one its engine expects, if it expects one. */
export function filesOf(
  policy: PolicyManifest,
  engine: PolicyEngine | undefined,
): string[] {
  const byDefault = engine?.defaultPolicyFile(policy.name);
  return policy.files ?? (byDefault === undefined ? [] : [byDefault]);
}

function readAllCases(files: PolicyFile[], manifest: PolicySetManifest) {
  const diagnostics: Diagnostic[] = [];
  const cases: FiledCase[] = [];
  const names = new Map<string, string>();
  const policies = new Set(manifest.spec.policies.map(({ name }) => name));
  for (const { path, content } of sortFiles(files)) {
    const read = readCases(path, content);
    diagnostics.push(...read.diagnostics);
    for (const item of read.cases) {
      const other = names.get(item.name);
      if (other !== undefined) {
        diagnostics.push(
          problem(
            path,
            `two cases are named '${item.name}'${
              other === path ? '' : ` (the other is in '${other}')`
            }`,
            'Give each case of the set its own name.',
          ),
        );
      }
      const unknown = item.expect.policies?.find(name => !policies.has(name));
      if (unknown !== undefined) {
        diagnostics.push(
          problem(
            path,
            `case '${item.name}' expects policy '${unknown}', which the set does not have`,
            `Use a name from 'spec.policies'.`,
          ),
        );
      }
      names.set(item.name, path);
      cases.push({ case: item, file: path });
    }
  }
  return { cases, diagnostics };
}

function problem(
  file: string | undefined,
  message: string,
  help: string,
): Diagnostic {
  return { severity: 'error', source: 'portal', file, message, help };
}
