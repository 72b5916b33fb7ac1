import {
  Diagnostic,
  DeterminingPolicy,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import { checkAnswers } from './checkAnswers';
import { ParsedModule } from './parseFiles';
import { problem } from './problem';
import { defaultPolicyFile } from './regoFiles';
import { packagePath, RegoLocation } from '../program/syntaxTree';

/** The two rules of a policy that decide. */
export const DECISIVE = ['allow', 'deny'] as const;

/** A policy with the package that says it. */
export interface ParsedPolicy {
  name: string;
  /** Path of the package, without `data`. */
  path: string[];
  rules: Array<{
    kind: (typeof DECISIVE)[number];
    /** Where it stands first. */
    file: string;
    row?: number;
  }>;
}

/** What the policies of a set say. */
export interface ParsedPolicies {
  policies: ParsedPolicy[];
  statements: DeterminingPolicy[];
}

/** Finds the rules that decide, and refuses those that cannot answer yes or no. */
export function readPolicies(
  manifest: PolicySetManifest,
  modules: ParsedModule[],
): ParsedPolicies & { diagnostics: Diagnostic[] } {
  const policies = new Map<string, ParsedPolicy>();
  const statements: DeterminingPolicy[] = [];
  const diagnostics: Diagnostic[] = [];
  const undecided: Array<{ path: string; policy: ParsedPolicy }> = [];
  for (const { name, title, files } of manifest.spec.policies) {
    for (const path of files ?? [defaultPolicyFile(name)]) {
      const found = modules.find(({ file }) => file.path === path);
      if (!found) {
        continue;
      }
      const packageName = packagePath(found.tree).join('.');
      const report = (message: string, help: string) =>
        diagnostics.push(problem({ file: path, row: 1, message, help }));
      const known = policies.get(packageName);
      if (known && known.name !== name) {
        report(
          `package '${packageName}' says policy '${known.name}' already`,
          'Give each policy a package of its own, so that decisions can name it.',
        );
        continue;
      }
      const policy = known ?? {
        name,
        path: packagePath(found.tree),
        rules: [],
      };
      policies.set(packageName, policy);
      const decisive = (found.tree.rules ?? []).flatMap(rule => {
        const ruleName = rule.head.name ?? String(rule.head.ref?.[0]?.value);
        const kind = DECISIVE.find(one => one === ruleName);
        return kind ? [{ kind, rule }] : [];
      });
      if (!decisive.length) {
        undecided.push({ path, policy });
      }
      for (const { kind, rule } of decisive) {
        if (!policy.rules.some(one => one.kind === kind)) {
          policy.rules.push({ kind, file: path, row: rule.location?.row });
        }
        if (!rule.default) {
          statements.push({
            policy: name,
            title,
            effect: kind === 'allow' ? 'permit' : 'forbid',
            file: path,
            range: rangeOf(rule.location),
          });
        }
      }
    }
  }
  // Another file of the package may decide.
  for (const { path } of undecided.filter(
    ({ policy }) => !policy.rules.length,
  )) {
    diagnostics.push(
      problem({
        file: path,
        row: 1,
        message: `'${path}' has no rule 'allow' and no rule 'deny'`,
        help: `Write "allow if { … }" or "deny if { … }", or move what is shared to 'lib/'.`,
      }),
    );
  }
  const parsed = { policies: [...policies.values()], statements };
  return {
    ...parsed,
    diagnostics: [
      ...diagnostics,
      ...checkAnswers(manifest, parsed.policies, modules),
    ],
  };
}

function rangeOf(location: RegoLocation | undefined) {
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
