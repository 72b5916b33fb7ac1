export interface Config {
  auth?: {
    providers?: {
      /** Sign-in without a password as people of an example company, for trying out. */
      example?: {
        /** By default it works in development only. */
        dangerouslyAllowOutsideDevelopment?: boolean;
      };
    };
  };
  policies?: {
    example?: {
      /**
       * Lets the guest and the people of the example company enter a portal that other machines reach, if
       * the environment variable PORTAL_ALLOW_EXAMPLE_SIGN_IN is 1 as well. Without both it refuses to start.
       */
      signIn?: boolean;
    };
  };
  permission?: {
    /** Roles of the portal's permission policy, as entity references of groups. */
    roles?: {
      /** May do all. */
      admins?: string[];
      /** May review any change. */
      reviewers?: string[];
    };
    /**
     * Domains, by name or entity reference, whose policy sets only their owners, reviewers and admins see:
     * in the portal, in search and in the catalog.
     */
    confidentialDomains?: string[];
  };
}
