import {
  Diagnostic,
  DeterminingPolicy,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { OpaProgram } from '../sandbox/OpaProgram';
import { ENTRY } from './entryModule';
import { problem } from './problem';
import { defaultPolicyFile, regoFiles } from './regoFiles';
import { packagePath, RegoModule } from './syntaxTree';

/** A policy with the package that says it. */
export interface ParsedPolicy {
  name: string;
  /** Path of the package, without `data`. */
  path: string[];
  rules: Array<'allow' | 'deny'>;
}

/** A module of a set with its syntax tree. */
export interface ParsedModule {
  file: PolicyFile;
  tree: RegoModule;
}

/** What the Rego of a set says. */
export interface ParsedModules {
  modules: ParsedModule[];
  policies: ParsedPolicy[];
  statements: DeterminingPolicy[];
  diagnostics: Diagnostic[];
}

/** Parses the Rego of a set that OPA has checked already. */
export async function parseModules(
  bundle: PolicyBundle,
  program: OpaProgram,
): Promise<ParsedModules> {
  const modules = await Promise.all(
    regoFiles(bundle).map(async file => ({
      file,
      tree: await program.parse(file.content),
    })),
  );
  const policies: ParsedPolicy[] = [];
  const statements: DeterminingPolicy[] = [];
  const diagnostics: Diagnostic[] = [];
  const owners = new Map<string, string>();
  for (const { name, title, files } of bundle.manifest.spec.policies) {
    for (const path of files ?? [defaultPolicyFile(name)]) {
      const found = modules.find(({ file }) => file.path === path);
      if (!found) {
        continue;
      }
      const packageName = packagePath(found.tree).join('.');
      const report = (message: string, help: string) =>
        diagnostics.push(problem({ file: path, row: 1, message, help }));
      const owner = owners.get(packageName);
      if (owner !== undefined && owner !== name) {
        report(
          `package '${packageName}' says policy '${owner}' already`,
          'Give each policy a package of its own, so that decisions can name it.',
        );
      }
      if (packageName.split('.').includes(ENTRY)) {
        report(
          `the package name '${ENTRY}' is the portal's`,
          'Use another name.',
        );
      }
      owners.set(packageName, name);
      const decisive = (found.tree.rules ?? []).flatMap(rule => {
        const ruleName = rule.head.name ?? String(rule.head.ref?.[0]?.value);
        return ruleName === 'allow' || ruleName === 'deny'
          ? [{ ruleName: ruleName as 'allow' | 'deny', rule }]
          : [];
      });
      if (!decisive.length) {
        report(
          `'${path}' has no rule 'allow' and no rule 'deny'`,
          `Write "allow if { … }" or "deny if { … }", or move what is shared to 'lib/'.`,
        );
      }
      policies.push({
        name,
        path: packagePath(found.tree),
        rules: [...new Set(decisive.map(({ ruleName }) => ruleName))],
      });
      statements.push(
        ...decisive
          .filter(({ rule }) => !rule.default)
          .map(({ ruleName, rule }) => ({
            policy: name,
            title,
            effect:
              ruleName === 'allow' ? ('permit' as const) : ('forbid' as const),
            file: path,
            range: rangeOf(rule.location),
          })),
      );
    }
  }
  return { modules, policies, statements, diagnostics };
}

function rangeOf(
  location: { row: number; col: number; text?: string } | undefined,
) {
  if (!location) {
    return undefined;
  }
  const lines = Buffer.from(location.text ?? '', 'base64')
    .toString('utf8')
    .split('\n');
  return {
    startLine: location.row,
    startColumn: location.col,
    endLine: location.row + lines.length - 1,
    endColumn:
      (lines.length === 1 ? location.col : 1) + lines[lines.length - 1].length,
  };
}
