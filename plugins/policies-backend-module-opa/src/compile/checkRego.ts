import { Diagnostic } from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  readStoredEntities,
  StoredEntities,
} from '@internal/plugin-policies-node';
import { OpaProgram, REFUSED_BUILTINS } from '../sandbox/OpaProgram';
import { parseModules, ParsedModules } from './parseModules';
import { problem } from './problem';
import { DATA_FILE, dataFiles, isTestFile, regoFiles } from './regoFiles';

interface OpaError {
  message: string;
  code?: string;
  location?: { file?: string; row?: number; col?: number };
}

/** A set that OPA has checked. */
export interface CheckedRego extends ParsedModules {
  entities: StoredEntities;
}

/** Checks the Rego and the data of a set, in the sandbox. */
export async function checkRego(
  bundle: PolicyBundle,
  program: OpaProgram,
): Promise<{ checked?: CheckedRego; diagnostics: Diagnostic[] }> {
  const stored = readStoredEntities(bundle.files, 'opa');
  const diagnostics = [...stored.diagnostics, ...checkData(bundle)];
  const { path, remove } = await program.folder([
    ...regoFiles(bundle),
    ...bundle.files.filter(file => isTestFile(file.path)),
    ...dataFiles(bundle).filter(() => diagnostics.length === 0),
  ]);
  try {
    const run = await program.run(
      [
        'check',
        '--format=json',
        '--strict',
        '--bundle',
        '--max-errors=50',
        '.',
      ],
      { cwd: path },
    );
    diagnostics.push(
      ...(run.timedOut
        ? [
            problem({
              message: 'OPA could not check the policies in time',
              help: 'Make them smaller.',
            }),
          ]
        : readErrors(run.code === 0 ? '' : run.stderr || run.stdout)),
    );
  } finally {
    await remove();
  }
  if (diagnostics.length) {
    return { diagnostics };
  }
  const parsed = await parseModules(bundle, program);
  return {
    diagnostics: parsed.diagnostics,
    checked: parsed.diagnostics.length
      ? undefined
      : { ...parsed, entities: stored.entities },
  };
}

function checkData({ files }: PolicyBundle): Diagnostic[] {
  const file = files.find(({ path }) => path === DATA_FILE);
  if (!file) {
    return [];
  }
  const report = (message: string, help: string) => [
    problem({ file: DATA_FILE, message, help }),
  ];
  let data: unknown;
  try {
    data = JSON.parse(file.content);
  } catch (error) {
    return report(
      `'${DATA_FILE}' is not valid JSON: ${(error as Error).message}`,
      'Mend the JSON.',
    );
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return report(
      `'${DATA_FILE}' holds no object`,
      'Write { "<name>": … }; policies read it as data.<name>.',
    );
  }
  return 'entities' in data
    ? report(
        `'${DATA_FILE}' has the key 'entities', where the stored entities stand`,
        "Move it to 'entities.json', or rename it.",
      )
    : [];
}

function readErrors(output: string): Diagnostic[] {
  if (!output.trim()) {
    return [];
  }
  let errors: OpaError[];
  try {
    const parsed = JSON.parse(output.slice(output.indexOf('{')));
    errors = [parsed.errors ?? parsed].flat();
  } catch {
    return [
      problem({
        message: `OPA refuses the policies: ${output.slice(0, 500)}`,
        help: 'Mend them as it says.',
      }),
    ];
  }
  return errors.map(({ message, code, location }) =>
    problem({
      file: location?.file?.replace(/^(\.\/|\/)/, ''),
      row: location?.row,
      column: location?.col,
      message,
      help: helpFor(message, code),
    }),
  );
}

function helpFor(message: string, code: string | undefined): string {
  const refused = REFUSED_BUILTINS.find(name => message.includes(name));
  if (refused !== undefined) {
    return `'${refused}' reaches out of the evaluation and is not available; have the service send what the policy needs.`;
  }
  if (code === 'rego_parse_error') {
    return 'Mend the syntax; Rego of OPA 1.0 is expected.';
  }
  return code === 'rego_unsafe_var_error'
    ? 'Give the variable a value before it is used.'
    : 'Mend it as OPA says.';
}
