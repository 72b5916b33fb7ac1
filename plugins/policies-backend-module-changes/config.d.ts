export interface Config {
  policies?: {
    changes?: {
      approvals?: {
        /** Owners of consumers whose logged decisions flip have to approve. By default true. */
        consumers?: boolean;
        /** Groups that have to approve changes of policies that serve a regulation. */
        regulations?: Array<{
          /** Name of a regulation, which covers its parts, or the beginning of names followed by `*`. */
          regulation: string;
          /** Entity reference of a group. */
          group: string;
        }>;
        /** Entity reference of the group that approves where another has nobody who may. */
        fallback?: string;
      };
      /** What a proposed revision is held to, each `error`, `warning` or `off`. */
      houseRules?: {
        /** The owner is a group of the catalog with members. By default `error`. */
        owner?: string;
        /** No other set decides its resource types. By default `error`. */
        types?: string;
        /** Policies have descriptions. By default `warning`. */
        description?: string;
        /** Policies name regulations. By default `warning`. */
        regulation?: string;
        /** Some case expects each policy. By default `error`. */
        casePerPolicy?: string;
        /** The analyzer finds nothing to look at, such as a statement that never matches. By default `warning`. */
        findings?: string;
        /** Names of checks that have to pass, whatever they say of themselves; those of features among them. */
        checks?: string[];
      };
    };
    onboarding?: {
      /**
       * Groups that no policy set may bring to the catalog, besides those that `permission.roles`,
       * `policies.changes.approvals`, `policies.proof.approvals` and `auth.providers.guest` name.
       */
      reserved?: string[];
    };
  };
}
