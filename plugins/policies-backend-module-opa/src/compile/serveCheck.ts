import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { PolicyBundle, SandboxFolder } from '@internal/plugin-policies-node';
import { OpaProgram } from '../program/OpaProgram';
import { CheckedRego } from './checkRego';
import { askedAt, ENTRY, entryModule } from './entryModule';
import { isMoved, keyOf, moveModule } from './moveModule';
import { problem } from './problem';
import { readErrors } from './readErrors';
import { ParsedPolicy } from './readPolicies';
import { dataFiles } from './regoFiles';
import { RegoModule } from '../program/syntaxTree';

/*
 * A revision is checked as the very bundle that OPA is to serve: its modules where they are moved to, its
 * data, and the portal's module that asks the policies. What passes here cannot hold up the bundle of all
 * sets. Drafts are evaluated in the same shape, so that they decide as the server does.
 */

/** A revision as it stands in OPA, below `data.portal.<key>`. */
export interface ServedRevision {
  key: string;
  /** Paths below `portal/<key>/` of a bundle. */
  files: PolicyFile[];
}

/** Folder of a bundle in which the files of a revision stand. */
export function prefixOf(key: string): string {
  return `portal/${key}/`;
}

/**
 * Moves a revision to where it is served and has OPA load it, in the sandbox.
 *
 * @param owner - of the bundle that it is to stand in
 * @returns the revision in a folder that holds it as a bundle, which the caller removes; or why not
 */
export async function serveCheck(
  bundle: PolicyBundle,
  checked: CheckedRego,
  program: OpaProgram,
  owner: string,
): Promise<
  | { served: ServedRevision; folder: SandboxFolder }
  | { diagnostics: Diagnostic[] }
> {
  const { name: set } = bundle.manifest.metadata;
  const key = keyOf(set, bundle.revision, owner);
  const moved = await moveModules(checked, key, program);
  if ('diagnostics' in moved) {
    return moved;
  }
  const entry = entryModule({
    prefix: `data.portal.${key}`,
    set,
    revision: bundle.revision,
    policies: checked.policies,
  });
  const files = [
    ...dataFiles(bundle),
    ...moved.files,
    { path: `${ENTRY}.rego`, content: entry },
  ];
  const folder = await program.folder([
    {
      path: '.manifest',
      content: JSON.stringify({ revision: 'draft', roots: ['portal'] }),
    },
    ...files.map(({ path, content }) => ({
      path: `${prefixOf(key)}${path}`,
      content,
    })),
  ]);
  let diagnostics: Diagnostic[];
  try {
    const { code, stdout, stderr, stopMessage } = await program.run(
      [
        ...['eval', '--bundle', '.', '--stdin-input', '--format=json'],
        `data.portal.${key}.${ENTRY}.answer`,
      ],
      { folder, input: '{}' },
    );
    diagnostics = stopMessage
      ? [
          problem({
            message: `deciding an empty request ${stopMessage}`,
            help: 'Make the policies or their data smaller.',
          }),
        ]
      : refusalsOf(stdout, `${code}: ${stderr}`, key, checked.policies, entry);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  if (diagnostics.length) {
    await folder.remove();
    return { diagnostics };
  }
  return { served: { key, files }, folder };
}

/** The modules as they stand in OPA, each looked at again whether it stays in its place. */
async function moveModules(
  { modules }: CheckedRego,
  key: string,
  program: OpaProgram,
): Promise<{ files: PolicyFile[] } | { diagnostics: Diagnostic[] }> {
  const refuse = (file: string, message: string) => ({
    diagnostics: [
      problem({
        file,
        message: `'${file}' cannot stand beside other revisions: ${message}`,
        help: 'Write references to data plainly, such as data.lib.name.',
      }),
    ],
  });
  const files: PolicyFile[] = [];
  for (const { file, tree } of modules) {
    try {
      files.push({
        path: file.path,
        content: moveModule(file.content, tree, key),
      });
    } catch (error) {
      return refuse(file.path, (error as Error).message);
    }
  }
  const trees = await parseAll(files, program);
  const astray = files.find(({ path }) => {
    const tree = trees[path];
    return !tree || !isMoved(tree, key);
  });
  return astray
    ? refuse(astray.path, 'a reference to data would leave the revision')
    : { files };
}

/** Trees of all files in one run, without locations. Only OPA's parser sees the text. */
async function parseAll(
  files: PolicyFile[],
  program: OpaProgram,
): Promise<Record<string, RegoModule>> {
  const folder = await program.folder([]);
  try {
    const { stdout } = await program.run(
      [
        ...['eval', '--stdin-input', '--format=json'],
        '{path: tree | some path, content in input; tree := rego.parse_module("", content)}',
      ],
      {
        folder,
        input: JSON.stringify(
          Object.fromEntries(files.map(({ path, content }) => [path, content])),
        ),
        allBuiltins: true,
      },
    );
    return JSON.parse(stdout).result?.[0]?.expressions[0]?.value ?? {};
  } catch {
    return {};
  } finally {
    await folder.remove();
  }
}

interface ProbeOutput {
  result?: Array<{
    expressions: Array<{
      value: { broken?: Array<{ policy: string; rule: string; type: string }> };
    }>;
  }>;
  errors?: Array<{
    message: string;
    code?: string;
    location?: { file?: string; row?: number };
  }>;
}

/** Why OPA would refuse the revision, or would never get a decision of it. */
function refusalsOf(
  stdout: string,
  otherwise: string,
  key: string,
  policies: ParsedPolicy[],
  entry: string,
): Diagnostic[] {
  const notBoolean = (policy: string, rule: string, what: string) => {
    const place = policies
      .filter(({ name }) => name === policy)
      .flatMap(({ rules }) => rules)
      .find(({ kind }) => kind === rule);
    return problem({
      file: place?.file,
      row: place?.row,
      message: `'${rule}' of policy '${policy}' ${what}, and must be true or false`,
      help: `Write "${rule} if { … }", and keep what else there is to say in rules of other names.`,
    });
  };
  let output: ProbeOutput;
  try {
    output = JSON.parse(stdout);
  } catch {
    return readErrors(otherwise, prefixOf(key));
  }
  const broken = output.result?.[0]?.expressions[0]?.value.broken ?? [];
  const refused = (output.errors ?? []).filter(
    // Whether an empty request can be decided is no question of the revision.
    ({ code }) => !code?.startsWith('eval_'),
  );
  return [
    ...broken.map(({ policy, rule, type }) =>
      notBoolean(policy, rule, `is of type ${type}`),
    ),
    ...refused.flatMap(error => {
      const { file, row = 0 } = error.location ?? {};
      const asked = file?.endsWith(`${prefixOf(key)}${ENTRY}.rego`)
        ? askedAt(entry, row)
        : undefined;
      return asked
        ? [notBoolean(asked.policy, asked.rule, 'is never a boolean')]
        : readErrors(JSON.stringify(error), prefixOf(key));
    }),
  ];
}
