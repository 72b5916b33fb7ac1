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
  permission?: {
    /** Roles of the portal's permission policy, as entity references of groups. */
    roles?: {
      /** May do all. */
      admins?: string[];
      /** May review any change. */
      reviewers?: string[];
    };
  };
}
