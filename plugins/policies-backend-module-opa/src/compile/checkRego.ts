import { Diagnostic } from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  readStoredEntities,
  StoredEntities,
} from '@internal/plugin-policies-node';
import { OpaProgram } from '../program/OpaProgram';
import { refusedBuiltins } from '../program/builtins';
import { checkData } from './checkData';
import { checkNames } from './checkNames';
import { checkReach } from './checkReach';
import { checkReads } from './checkReads';
import { checkUse } from './checkUse';
import { ParsedModule, parseFiles } from './parseFiles';
import { problem } from './problem';
import { readErrors } from './readErrors';
import { ParsedPolicies, readPolicies } from './readPolicies';
import { dataFiles, isTestFile, regoFiles } from './regoFiles';

/** What it takes to decide by a set that OPA has checked. */
export interface DecidableRego extends ParsedPolicies {
  entities: StoredEntities;
}

/** A set that OPA has checked, with its syntax trees. */
export interface CheckedRego extends DecidableRego {
  modules: ParsedModule[];
}

/**
 * Checks the Rego and the data of a set, in the sandbox. What a module reaches for is looked at first, in its
 * syntax tree: OPA follows references of schemas while it checks.
 */
export async function checkRego(
  bundle: PolicyBundle,
  program: OpaProgram,
): Promise<{ checked?: CheckedRego; diagnostics: Diagnostic[] }> {
  const stored = readStoredEntities(bundle.files, 'opa');
  const tests = bundle.files.filter(({ path }) => isTestFile(path));
  const parsed = await parseFiles([...regoFiles(bundle), ...tests], program);
  const modules = parsed.modules.filter(({ file }) => !isTestFile(file.path));
  const diagnostics = [
    ...stored.diagnostics,
    ...checkData(bundle),
    ...parsed.diagnostics,
    ...checkReach(
      parsed.modules,
      refusedBuiltins(await program.capabilities()),
    ),
    ...checkNames(modules),
  ];
  if (diagnostics.length) {
    return { diagnostics };
  }
  const policies = readPolicies(bundle.manifest, modules);
  diagnostics.push(
    ...policies.diagnostics,
    ...(await checkWithOpa(bundle, program)),
  );
  // What is told already may be the reason why a rule is not read where it should be.
  if (!diagnostics.length) {
    diagnostics.push(
      ...checkUse(
        modules,
        parsed.modules.filter(({ file }) => isTestFile(file.path)),
      ),
    );
  }
  diagnostics.push(...checkReads(modules, dataFiles(bundle)));
  return diagnostics.some(({ severity }) => severity === 'error')
    ? { diagnostics }
    : {
        diagnostics,
        checked: { ...policies, modules, entities: stored.entities },
      };
}

async function checkWithOpa(
  bundle: PolicyBundle,
  program: OpaProgram,
): Promise<Diagnostic[]> {
  const folder = await program.folder([
    ...regoFiles(bundle),
    ...bundle.files.filter(({ path }) => isTestFile(path)),
    ...dataFiles(bundle),
  ]);
  try {
    const { code, stdout, stderr, stopMessage } = await program.run(
      [
        'check',
        '--format=json',
        '--strict',
        '--bundle',
        '--max-errors=50',
        '.',
      ],
      { folder },
    );
    if (stopMessage) {
      return [
        problem({
          message: `checking the policies ${stopMessage}`,
          help: 'Make them smaller.',
        }),
      ];
    }
    return code === 0 ? [] : readErrors(stderr || stdout);
  } finally {
    await folder.remove();
  }
}
