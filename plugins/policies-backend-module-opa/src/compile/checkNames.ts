import { Diagnostic } from '@internal/plugin-policies-common';
import { ENTRY } from './entryModule';
import { ParsedModule } from './parseFiles';
import { problem } from './problem';
import { packagePath, RegoRule, rulePath } from '../program/syntaxTree';

/** Names right below `data` that are not the set's to define. */
export const RESERVED = new Map([
  [ENTRY, "the portal's module stands there, which asks the policies"],
  ['entities', 'the stored entities stand there'],
  ['portal', 'the portal keeps the sets of everybody there'],
  ['system', 'OPA keeps its own policies there'],
]);

/** Finds rules and packages that stand where something of the portal or of OPA stands. */
export function checkNames(modules: ParsedModule[]): Diagnostic[] {
  return modules.flatMap(({ file, tree }) => {
    const [root] = packagePath(tree);
    const report = (row: number | undefined, name: string) =>
      problem({
        file: file.path,
        row,
        message: `the name '${name}' right below 'data' is reserved: ${RESERVED.get(
          name,
        )}`,
        help: 'Use another name for the package.',
      });
    if (RESERVED.has(root)) {
      const [, first] = tree.package.path;
      return [report(first.location?.row ?? 1, root)];
    }
    return (tree.rules ?? []).flatMap((rule: RegoRule) => {
      const [first] = rulePath(tree, rule);
      return first !== undefined && RESERVED.has(first)
        ? [report(rule.location?.row, first)]
        : [];
    });
  });
}
