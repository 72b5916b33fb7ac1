import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const RULES = [
  'owner',
  'types',
  'description',
  'regulation',
  'casePerPolicy',
  'findings',
] as const;

/** What a set is held to. */
export type HouseRule = (typeof RULES)[number];

/** How strict each house rule is, from `policies.changes.houseRules`. */
export interface HouseRules
  extends Record<HouseRule, 'error' | 'warning' | 'off'> {
  /** Names of checks that have to pass whatever they say of themselves. */
  checks: string[];
}

const DEFAULTS: HouseRules = {
  owner: 'error',
  types: 'error',
  description: 'warning',
  regulation: 'warning',
  casePerPolicy: 'error',
  findings: 'warning',
  checks: [],
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
  rules.checks = section?.getOptionalStringArray('checks') ?? [];
  return rules;
}
