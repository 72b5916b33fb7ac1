import { RootConfigService } from '@backstage/backend-plugin-api';

/** Which approvals a change takes, from `policies.changes.approvals`. */
export interface ApprovalRules {
  /** Owners of consumers whose decisions flip have to approve. */
  consumers: boolean;
  /** Groups that have to approve changes of policies that serve a regulation. */
  regulations: Array<{
    /** A regulation by its name, with its parts, or the beginning of it followed by `*`. */
    regulation: string;
    group: string;
  }>;
  /** Approves in place of a group that is gone or has nobody but the author. */
  fallback?: string;
}

/** Reads the rules; by default owners and consumers approve. */
export function readApprovalRules(config: RootConfigService): ApprovalRules {
  const rules = config.getOptionalConfig('policies.changes.approvals');
  return {
    consumers: rules?.getOptionalBoolean('consumers') ?? true,
    regulations: (rules?.getOptionalConfigArray('regulations') ?? []).map(
      rule => ({
        regulation: rule.getString('regulation'),
        group: rule.getString('group'),
      }),
    ),
    fallback: rules?.getOptionalString('fallback'),
  };
}
