import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { PolicySetManifest } from '@internal/plugin-policies-common';
import {
  checkBundle,
  ConfiguredEngines,
  FiledCase,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { EntityGuard, toldOf } from '../brought/EntityGuard';
import { Directory, directoryFor } from '../company/directoryFor';
import { StoredChange } from '../ChangeStore';
import { Check, CheckContext, CheckOutcome } from './Check';

const RULES = [
  'owner',
  'types',
  'description',
  'regulation',
  'casePerPolicy',
] as const;
type Rule = (typeof RULES)[number];
type Severity = 'error' | 'warning' | 'off';

/** How strict each house rule is, from `policies.changes.houseRules`. */
export type HouseRules = Record<Rule, Severity>;

const DEFAULTS: HouseRules = {
  owner: 'error',
  types: 'error',
  description: 'warning',
  regulation: 'warning',
  casePerPolicy: 'error',
};

/** @throws InputError that names the rule and what it may be */
export function readHouseRules(config: RootConfigService): HouseRules {
  const section = config.getOptionalConfig('policies.changes.houseRules');
  const rules = { ...DEFAULTS };
  for (const rule of RULES) {
    const value = section?.getOptionalString(rule);
    if (value === undefined) {
      continue;
    }
    if (value !== 'error' && value !== 'warning' && value !== 'off') {
      throw new InputError(
        `'policies.changes.houseRules.${rule}' is '${value}'; use 'error', 'warning' or 'off'`,
      );
    }
    rules[rule] = value;
  }
  return rules;
}

/** What the company asks of every set: an owner that exists, types of its own, descriptions, regulations, a case per policy. */
export class HouseRulesCheck implements Check {
  readonly name = 'house-rules';

  constructor(
    private readonly options: {
      engines: ConfiguredEngines;
      liveSets: RegisteredSets;
      rules: HouseRules;
      directory: Directory;
      guard: EntityGuard;
    },
  ) {}

  async run({ change, files }: CheckContext): Promise<CheckOutcome> {
    const { engines, rules } = this.options;
    const { manifest, ready } = checkBundle(files, engines);
    if (!manifest) {
      return {
        state: 'failed',
        summary: 'policy-set.yaml cannot be read; see validation',
      };
    }
    const found: Array<{ rule: Rule; message: string }> = [
      ...(rules.owner === 'off' ? [] : await this.checkOwner(change)),
      ...this.checkTypes(manifest),
      ...checkWords(manifest),
      ...checkCases(manifest, ready?.cases ?? []),
    ].filter(({ rule }) => rules[rule] !== 'off');
    // No rule of taste: nobody turns it off.
    const taken = await this.options.guard.problemsOf(
      change.set,
      change.brings,
    );
    const errors = found.filter(({ rule }) => rules[rule] === 'error');
    const broken = errors.length + taken.length;
    return {
      state: broken ? 'failed' : 'passed',
      summary: summaryOf(broken, found.length - errors.length),
      log: [
        ...taken.map(problem => `error: ${toldOf(problem)}`),
        ...found.map(({ rule, message }) => `${rules[rule]}: ${message}`),
      ],
    };
  }

  /** A type has one set that decides it; publication would refuse another. */
  private checkTypes({
    metadata,
    spec,
  }: PolicySetManifest): Array<{ rule: Rule; message: string }> {
    return spec.resourceTypes.flatMap(type => {
      const set = this.options.liveSets.deciding(type);
      return set === undefined || set === metadata.name
        ? []
        : [
            {
              rule: 'types' as const,
              message: `resource type '${type}' is decided by policy set '${set}'; take another in 'spec.resourceTypes'`,
            },
          ];
    });
  }

  private async checkOwner(
    change: StoredChange,
  ): Promise<Array<{ rule: Rule; message: string }>> {
    const { owner } = change;
    const { directory, guard } = this.options;
    const members = await directoryFor(change, directory, guard).membersOf(
      owner,
    );
    if (members === undefined) {
      return [
        {
          rule: 'owner',
          message: `the owner '${owner}' is not in the catalog; name a group that is in 'spec.owner'`,
        },
      ];
    }
    return members.length
      ? []
      : [
          {
            rule: 'owner',
            message: `the owner '${owner}' has no members; add some, or name another group in 'spec.owner'`,
          },
        ];
  }
}

function checkWords(
  manifest: PolicySetManifest,
): Array<{ rule: Rule; message: string }> {
  return manifest.spec.policies.flatMap(policy => [
    ...(policy.description
      ? []
      : [
          {
            rule: 'description' as const,
            message: `policy '${policy.name}' has no description; say in plain words what it is for`,
          },
        ]),
    ...(policy.regulations.length
      ? []
      : [
          {
            rule: 'regulation' as const,
            message: `policy '${policy.name}' names no regulation; list those it serves`,
          },
        ]),
  ]);
}

function checkCases(
  manifest: PolicySetManifest,
  cases: FiledCase[],
): Array<{ rule: Rule; message: string }> {
  const covered = new Set(
    cases.flatMap(filed => filed.case.expect.policies ?? []),
  );
  return manifest.spec.policies
    .filter(
      ({ name, lifecycle }) => lifecycle !== 'deprecated' && !covered.has(name),
    )
    .map(({ name }) => ({
      rule: 'casePerPolicy' as const,
      message: `no case expects policy '${name}'; add one with it under 'expect.policies'`,
    }));
}

function summaryOf(errors: number, warnings: number): string {
  const parts = [
    ...(errors ? [`${errors} broken`] : []),
    ...(warnings ? [`${warnings} to look at`] : []),
  ];
  return parts.length
    ? `House rules: ${parts.join(', ')}`
    : 'All house rules hold';
}
