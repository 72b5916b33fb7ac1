import {
  DeterminingPolicy,
  Diagnostic,
  MANIFEST_FILE,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import { PolicyDocument } from './readSetFiles';

/** A rule of a Cerbos policy, with the policy of the manifest it belongs to. */
export interface Rule extends DeterminingPolicy {
  allows: boolean;
  actions: string[];
  derivedRoles: string[];
  /** Where it stands: index of the document, and the path in it. */
  document: number;
  path: Array<string | number>;
}

/**
 * Tells the policies of the manifest by the names of rules: a rule named `<policy>` or
 * `<policy>.<anything>`, or each rule of a file that the policy lists under `files`.
 */
export function readRules(
  documents: PolicyDocument[],
  manifest: PolicySetManifest,
): { rules: Rule[]; diagnostics: Diagnostic[] } {
  const { policies } = manifest.spec;
  const byName = new Map(policies.map(policy => [policy.name, policy]));
  const byFile = new Map(
    policies.flatMap(policy =>
      (policy.files ?? []).map(file => [file, policy] as const),
    ),
  );
  const rules: Rule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, document] of documents.entries()) {
    for (const part of rulesOf(document)) {
      const policy =
        byName.get(part.name?.split('.')[0] ?? '') ?? byFile.get(document.file);
      const range = document.rangeAt(part.path);
      if (policy) {
        rules.push({
          policy: policy.name,
          title: policy.title,
          effect: part.allows ? 'permit' : 'forbid',
          file: document.file,
          range,
          ...part,
          document: index,
        });
      } else {
        diagnostics.push({
          severity: 'error',
          source: 'portal',
          file: document.file,
          range,
          message: part.name
            ? `rule '${part.name}' belongs to no policy of ${MANIFEST_FILE}`
            : 'a rule without a name belongs to no policy',
          help: `Name it as a policy under 'spec.policies', or '<policy>.<more>' where a policy has several rules.`,
        });
      }
    }
  }
  const told = new Set(rules.map(rule => rule.policy));
  for (const { name } of policies) {
    if (!told.has(name) && !diagnostics.length) {
      diagnostics.push({
        severity: 'error',
        source: 'portal',
        file: MANIFEST_FILE,
        message: `policy '${name}' has no rule`,
        help: `Name a rule below policies/ '${name}', or remove the policy from ${MANIFEST_FILE}.`,
      });
    }
  }
  return { rules, diagnostics };
}

type RulePart = Pick<Rule, 'allows' | 'actions' | 'derivedRoles' | 'path'> & {
  name?: string;
};

function rulesOf({ policy }: PolicyDocument): RulePart[] {
  const { resourcePolicy, principalPolicy, rolePolicy } = policy;
  return [
    ...(resourcePolicy?.rules ?? []).map((rule, index) => ({
      name: rule.name,
      allows: rule.effect === 'EFFECT_ALLOW',
      actions: rule.actions,
      derivedRoles: rule.derivedRoles ?? [],
      path: ['resourcePolicy', 'rules', index],
    })),
    ...(principalPolicy?.rules ?? []).flatMap((rule, index) =>
      rule.actions.map((action, at) => ({
        name: action.name,
        allows: action.effect === 'EFFECT_ALLOW',
        actions: [action.action],
        derivedRoles: [],
        path: ['principalPolicy', 'rules', index, 'actions', at],
      })),
    ),
    ...(rolePolicy?.rules ?? []).map((rule, index) => ({
      name: rule.name,
      allows: true,
      actions: rule.allowActions,
      derivedRoles: [],
      path: ['rolePolicy', 'rules', index],
    })),
  ];
}
