import { Diagnostic } from '@internal/plugin-policies-common';
import { findBuiltins } from '../program/builtins';
import { ParsedModule } from './parseFiles';
import { problem } from './problem';
import { isImported, RegoTerm, walk } from '../program/syntaxTree';

/** Keywords of JSON schema that name another document. */
const REFERENCES = [
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  '$id',
  'id',
  '$schema',
];

/** Finds what would have OPA reach for the network, files or the environment. */
export function checkReach(
  modules: ParsedModule[],
  refused: Set<string>,
): Diagnostic[] {
  return modules.flatMap(({ file, tree }) => [
    ...findBuiltins(tree, refused)
      // A function of the set may have the name of a builtin; OPA itself tells them apart later.
      .filter(
        ({ term }) => !isImported(tree, (term.value as RegoTerm[])[0].value),
      )
      .map(({ name, term }) =>
        problem({
          file: file.path,
          row: term.location?.row,
          column: term.location?.col,
          message: `'${name}' is not available to policies`,
          help: `'${name}' reaches out of the evaluation or parses policies; have the service send what the policy needs.`,
        }),
      ),
    ...(tree.annotations ?? []).flatMap(({ schemas = [], location }) =>
      schemas.flatMap(({ definition }) =>
        referencesOf(definition).map(reference =>
          problem({
            file: file.path,
            row: location?.row,
            column: location?.col,
            message: `the schema in this annotation refers to '${reference}'`,
            help: "Write the schema out; a schema in '# METADATA' may refer to '#/…' in itself and to nothing else.",
          }),
        ),
      ),
    ),
  ]);
}

/** References of a schema that lead out of it. */
function referencesOf(schema: unknown): string[] {
  const found: string[] = [];
  walk(schema, node => {
    for (const [key, value] of Object.entries(node)) {
      const leads =
        typeof value === 'string' &&
        REFERENCES.includes(key) &&
        !value.startsWith('#') &&
        !(key === '$schema' && /^https?:\/\/json-schema\.org\//.test(value));
      if (leads) {
        found.push(value);
      }
    }
  });
  return found;
}
