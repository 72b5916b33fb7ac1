import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { forEachAtOnce } from '@internal/plugin-policies-node';
import { OpaProgram } from '../program/OpaProgram';
import { readErrors } from './readErrors';
import { problem } from './problem';
import { RegoModule } from '../program/syntaxTree';

/** A set may have more files than runs may wait. */
const AT_ONCE = 8;

/**
 * Length of the syntax trees of a set as text, which is about sixty times that of its Rego: they are read
 * where decisions are served.
 */
const TREES_LENGTH = 60_000_000;

/** A module of a set with its syntax tree. */
export interface ParsedModule {
  file: PolicyFile;
  tree: RegoModule;
}

/** Parses Rego, in the sandbox. */
export async function parseFiles(
  files: PolicyFile[],
  program: OpaProgram,
): Promise<{ modules: ParsedModule[]; diagnostics: Diagnostic[] }> {
  const modules: ParsedModule[] = [];
  const diagnostics: Diagnostic[] = [];
  let left = TREES_LENGTH;
  const folder = await program.folder(
    // Names of our own: what a file is called must not matter to the program.
    files.map(({ content }, index) => ({ path: `${index}.rego`, content })),
  );
  try {
    await forEachAtOnce(
      [...files.entries()],
      AT_ONCE,
      async ([index, file]) => {
        const { stdout, stderr, code, stopMessage } = await program.run(
          [
            ...['parse', '--format=json', '--json-include=locations'],
            `${index}.rego`,
          ],
          { folder, allBuiltins: true },
        );
        if (stopMessage) {
          diagnostics.push(
            problem({
              file: file.path,
              message: `reading '${file.path}' ${stopMessage}`,
              help: 'Make it smaller.',
            }),
          );
        } else if (code === 0 && left < stdout.length) {
          diagnostics.push(
            problem({
              file: file.path,
              message: `'${
                file.path
              }' makes the set too large: its syntax trees have more than ${
                TREES_LENGTH / 1_000_000
              } MB`,
              help: 'Keep lists in data instead of Rego, or split the set.',
            }),
          );
        } else if (code === 0) {
          left -= stdout.length;
          modules.push({ file, tree: JSON.parse(stdout) });
        } else {
          diagnostics.push(
            ...readErrors(stderr || stdout).map(diagnostic => ({
              ...diagnostic,
              file: file.path,
            })),
          );
        }
      },
    );
  } finally {
    await folder.remove();
  }
  const order = files.map(({ path }) => path);
  return {
    modules: modules.sort(
      (a, b) => order.indexOf(a.file.path) - order.indexOf(b.file.path),
    ),
    diagnostics,
  };
}
