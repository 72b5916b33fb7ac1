import { Diagnostic } from '@internal/plugin-policies-common';
import { ParsedModule } from './parseFiles';
import { problem } from './problem';
import { DataPath, reachableFrom, rulesOf } from './readModule';
import { DECISIVE } from './readPolicies';
import { isPolicyFile } from './regoFiles';
import { overlaps, packagePath, RegoRule } from '../program/syntaxTree';

/*
 * OPA itself evaluates every module of a bundle, whatever its file is called. The portal asks policies alone,
 * so that a rule that denies in a file of tests or in 'lib/' would be lost without a word.
 */

const TEST = /^(todo_)?test_/;

/** Finds rules that look as if they decide, and that no decision depends on. */
export function checkUse(
  modules: ParsedModule[],
  tests: ParsedModule[],
): Diagnostic[] {
  const policies = modules.filter(({ file }) => isPolicyFile(file.path));
  const reached = reachableFrom(policies, modules);
  return [
    ...tests.flatMap(test => checkTest(test, modules, reached.reads)),
    ...modules
      .filter(module => !policies.includes(module))
      .flatMap(library =>
        checkLibrary(library, reached.reads, reached.modules.has(library)),
      ),
  ];
}

function checkTest(
  test: ParsedModule,
  modules: ParsedModule[],
  reads: DataPath[],
): Diagnostic[] {
  const { path } = test.file;
  const defined = modules.flatMap(rulesOf);
  const found = rulesOf(test).find(
    ({ rule, at }) =>
      !TEST.test(nameOf(rule)) &&
      (isDecisive(rule) ||
        reads.some(read => overlaps(read, at)) ||
        defined.some(other => overlaps(other.at, at))),
  );
  return found
    ? [
        problem({
          file: path,
          row: found.rule.location?.row,
          message: `'${path}' holds the rule '${nameOf(
            found.rule,
          )}', and no decision reads files whose names say that they are tests`,
          help: `Rename the file so that its name neither begins with 'test_' nor ends in '_test.rego', or move the rule to such a file. A rule that only tests need belongs in a package of its own, such as '${packagePath(
            test.tree,
          )
            .join('.')
            .replace(/(_test)?$/, '_test')}', under another name than ${listOf(
            DECISIVE,
          )}.`,
        }),
      ]
    : [];
}

function checkLibrary(
  library: ParsedModule,
  reads: DataPath[],
  isReached: boolean,
): Diagnostic[] {
  const { path } = library.file;
  const inside = packagePath(library.tree);
  const rules = rulesOf(library);
  const lost = rules.find(
    ({ rule, at }) =>
      isDecisive(rule) && !reads.some(read => overlaps(read, at)),
  );
  if (lost) {
    const name = nameOf(lost.rule);
    return [
      problem({
        file: path,
        row: lost.rule.location?.row,
        message: `'${path}' has a rule '${name}' that no policy reads, and files in 'lib/' are no policies`,
        help: `Move the file out of 'lib/' to decide by the rule, read it in a policy as 'data.${[
          ...inside,
          name,
        ].join('.')}', or leave it out.`,
      }),
    ];
  }
  return rules.length && !isReached
    ? [
        problem({
          severity: 'warning',
          file: path,
          row: 1,
          message: `no policy reads package '${inside.join(
            '.',
          )}' of '${path}', so that no decision depends on it`,
          help: "If it decides, call its rule 'allow' or 'deny' and keep the file out of 'lib/'; leave it out otherwise.",
        }),
      ]
    : [];
}

function isDecisive(rule: RegoRule): boolean {
  return DECISIVE.some(kind => kind === nameOf(rule));
}

function nameOf({ head }: RegoRule): string {
  return head.name ?? String(head.ref?.[0]?.value);
}

function listOf(names: readonly string[]): string {
  return names.map(name => `'${name}'`).join(' and ');
}
