import {
  DeterminingPolicy,
  isFlaw,
  PolicyFile,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import {
  Check,
  checkBundle,
  CheckContext,
  CheckedChange,
  CheckOutcome,
  ConfiguredEngines,
  FiledCase,
  KnownProofs,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { HouseRule, HouseRules } from '../rules/HouseRules';
import { EntityGuard, toldOf } from '../brought/EntityGuard';
import { CheckList } from './CheckList';
import { Directory, directoryFor } from '../company/directoryFor';

/** What the company asks of every set: an owner that exists, types of its own, descriptions, regulations, a case per policy, no findings. */
export class HouseRulesCheck implements Check {
  readonly name = 'house-rules';
  readonly title = 'House rules';
  readonly blocking = true;

  constructor(
    private readonly options: {
      engines: ConfiguredEngines;
      liveSets: RegisteredSets;
      rules: HouseRules;
      directory: Directory;
      guard: EntityGuard;
      checkList: Pick<CheckList, 'listMissing'>;
      /** Finds what analyzes sets, where there is something. */
      findProofs(): Pick<KnownProofs, 'findOfFiles'> | undefined;
    },
  ) {}

  async run({ change, proposed, signal }: CheckContext): Promise<CheckOutcome> {
    const { engines, rules } = this.options;
    const { manifest, ready } = checkBundle(proposed.files, engines);
    if (!manifest) {
      return {
        state: 'failed',
        summary: 'policy-set.yaml cannot be read; see validation',
      };
    }
    const found: Array<{ rule: HouseRule; message: string }> = [
      ...(rules.owner === 'off' ? [] : await this.checkOwner(change)),
      ...this.checkTypes(manifest),
      ...checkWords(manifest),
      ...checkCases(manifest, ready?.cases ?? []),
      ...(rules.findings === 'off'
        ? []
        : await this.checkFindings(proposed.files, signal)),
    ].filter(({ rule }) => rules[rule] !== 'off');
    // No rule of taste: nobody turns it off.
    const taken = await this.options.guard.problemsOf(
      change.set,
      change.brings,
    );
    const missing = this.options.checkList.listMissing();
    const errors = found.filter(({ rule }) => rules[rule] === 'error');
    const broken = errors.length + taken.length + missing.length;
    return {
      state: broken ? 'failed' : 'passed',
      summary: summaryOf(broken, found.length - errors.length),
      log: [
        ...taken.map(problem => `error: ${toldOf(problem)}`),
        ...missing.map(
          name =>
            `error: the check '${name}' is required and no feature adds it; ask the people who run the portal to add the feature, or to take the check out of 'policies.changes.houseRules.checks'`,
        ),
        ...found.map(({ rule, message }) => `${rules[rule]}: ${message}`),
      ],
    };
  }

  private async checkFindings(
    files: PolicyFile[],
    signal: AbortSignal,
  ): Promise<Array<{ rule: HouseRule; message: string }>> {
    const proofs = this.options.findProofs();
    const found = await proofs?.findOfFiles(files, signal);
    const flaws = (found?.findings ?? []).filter(isFlaw);
    const told = flaws.map(
      ({ message, help, statement }) =>
        `${placeOf(statement)}${message} ${help}`,
    );
    const open = found?.undecided ?? [];
    return [
      ...told,
      ...(open.length
        ? [
            `the analyzer did not answer ${open.length} of its questions, so that there may be more to find: ${open[0]}`,
          ]
        : []),
    ].map(message => ({ rule: 'findings' as const, message }));
  }

  /** A type has one set that decides it; publication would refuse another. */
  private checkTypes({
    metadata,
    spec,
  }: PolicySetManifest): Array<{ rule: HouseRule; message: string }> {
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
    change: CheckedChange,
  ): Promise<Array<{ rule: HouseRule; message: string }>> {
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
): Array<{ rule: HouseRule; message: string }> {
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
): Array<{ rule: HouseRule; message: string }> {
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

function placeOf(statement: DeterminingPolicy | undefined): string {
  const line = statement?.range ? `:${statement.range.startLine}` : '';
  return statement?.file ? `${statement.file}${line}: ` : '';
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
