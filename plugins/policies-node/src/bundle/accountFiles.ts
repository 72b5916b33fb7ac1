import {
  BROUGHT_FILE,
  Diagnostic,
  FileAccount,
  FileUse,
  isCaseFile,
  MANIFEST_FILE,
  PolicyFile,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import { FileProblem, FileReading } from '../FileReading';
import { PolicyEngine } from '../PolicyEngine';
import { isForPeople, isFormatOfEngines, isPolicyText } from './harmlessFiles';

/*
 * Each file of a set is read by the portal or by the engine, or named as unread. One that is for people is
 * unused without further ado; one in a format that decisions are made of is refused, as somebody believes
 * that it counts.
 */

const BYTE_ORDER_MARK = '\uFEFF';
/** What no engine sees. */
const READ_BY_PORTAL = new Set<FileUse>([
  'manifest',
  'catalog',
  'cases',
  'unused',
]);

interface Reading {
  use: FileUse;
  severity?: Diagnostic['severity'];
  problem?: FileProblem;
}

/** What became of each file of a set, in the order of the files, with what a person has to know of it. */
export function accountFiles(
  files: PolicyFile[],
  { spec }: PolicySetManifest,
  engine: PolicyEngine,
): { account: FileAccount[]; diagnostics: Diagnostic[] } {
  const claimed = new Map(
    spec.policies.flatMap(({ name, files: own = [] }) =>
      own.map(path => [path, name] as const),
    ),
  );
  const account: FileAccount[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const { path } = file;
    const policy = claimed.get(path);
    const read = readingOf(file, files, spec.engine, engine);
    const reading =
      policy !== undefined && !isOfPolicies(read)
        ? claimedInVain(path, policy, spec.engine, read)
        : read;
    account.push({ path, use: reading.use });
    if (reading.problem) {
      diagnostics.push({
        severity: reading.severity ?? 'error',
        source: 'portal',
        file: path,
        ...reading.problem,
      });
    }
    if (
      file.content.startsWith(BYTE_ORDER_MARK) &&
      !READ_BY_PORTAL.has(reading.use)
    ) {
      diagnostics.push({
        severity: 'warning',
        source: 'portal',
        file: path,
        message: `'${path}' begins with a byte-order mark, which engines may take for a part of the text`,
        help: 'Save it as UTF-8 without that mark.',
      });
    }
  }
  return { account, diagnostics };
}

function readingOf(
  file: PolicyFile,
  files: PolicyFile[],
  name: string,
  engine: PolicyEngine,
): Reading {
  const { path } = file;
  if (path === MANIFEST_FILE) {
    return { use: 'manifest' };
  }
  if (path === BROUGHT_FILE) {
    return { use: 'catalog' };
  }
  const byEngine = engine.describeFile(file, files);
  // Beside cases, `tests/` may hold tests of the engine's own format.
  const isOfEngine =
    byEngine && ('refused' in byEngine || byEngine.use === 'native-test');
  if (isCaseFile(path) && !isOfEngine) {
    return { use: 'cases' };
  }
  if (byEngine) {
    return toReading(byEngine);
  }
  return isForPeople(path)
    ? { use: 'unused' }
    : unread(file, files, name, engine);
}

function toReading(reading: FileReading): Reading {
  return 'refused' in reading
    ? { use: 'refused', problem: reading.refused }
    : { use: reading.use, problem: reading.warning, severity: 'warning' };
}

/** Nobody reads it, and it may hold something that somebody wants to decide by. */
function unread(
  file: PolicyFile,
  files: PolicyFile[],
  name: string,
  engine: PolicyEngine,
): Reading {
  const { path } = file;
  const refuse = (message: string, help: string): Reading => ({
    use: 'refused',
    problem: { message, help },
  });
  const plain = lowerCased(path).find(other => {
    const meant = engine.describeFile({ ...file, path: other }, files);
    return meant && !('refused' in meant);
  });
  if (plain !== undefined) {
    return refuse(
      `'${path}' is not read: engine '${name}' reads it only under the name '${plain}'`,
      'Rename it, or leave it out.',
    );
  }
  if (isPolicyText(path)) {
    return refuse(
      `'${path}' is written in a language that engine '${name}' does not read`,
      'Put it into a policy set of its own, with the engine of its language, or leave it out.',
    );
  }
  if (/(^|\/)policy-set\.ya?ml$/.test(path)) {
    return refuse(
      `'${path}' is not read: a set has one '${MANIFEST_FILE}', at its top`,
      'Make its folder a set beside this one, or leave it out.',
    );
  }
  if (/^tests\//.test(path) && /\.(ya?ml|json)$/.test(path)) {
    return refuse(
      `'${path}' is not read: cases stand in YAML files right below 'tests/'`,
      'Move it there, or leave it out.',
    );
  }
  return isFormatOfEngines(path)
    ? refuse(
        `neither the portal nor engine '${name}' reads '${path}'`,
        'Put what decisions need into a file that is read, or leave it out.',
      )
    : {
        use: 'unused',
        severity: 'warning',
        problem: {
          message: `'${path}' is not used: no decision depends on it`,
          help: 'Leave it out if nobody needs it here.',
        },
      };
}

/** A path with its extension in lower case, and with all of its last part so. */
function lowerCased(path: string): string[] {
  return [
    path.replace(/\.[^./]+$/, extension => extension.toLowerCase()),
    path.replace(/[^/]+$/, base => base.toLowerCase()),
  ].filter(name => name !== path);
}

/** Where a policy stands, or what it is told by; what nobody reads says nothing of a policy. */
function isOfPolicies({ use }: Reading): boolean {
  return ![
    'unused',
    'native-test',
    'invariant',
    'cases',
    'manifest',
    'catalog',
  ].includes(use);
}

function claimedInVain(
  path: string,
  policy: string,
  engine: string,
  { use }: Reading,
): Reading {
  return {
    use,
    problem: {
      message: `policy '${policy}' names the file '${path}', which engine '${engine}' does not read as a policy`,
      help: `Name the file that holds the policy, in 'files' of '${policy}'.`,
    },
  };
}
