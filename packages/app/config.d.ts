export interface Config {
  auth?: {
    providers?: {
      /** Sign-in without a name, for trying out. */
      guest?: {
        /**
         * By default it works in development only.
         * @visibility frontend
         */
        dangerouslyAllowOutsideDevelopment?: boolean;
        /**
         * As whom the guest signs in.
         * @visibility frontend
         */
        userEntityRef?: string;
      };
      /** Sign-in without a password as people of an example company, for trying out. */
      example?: {
        /**
         * By default it works in development only.
         * @visibility frontend
         */
        dangerouslyAllowOutsideDevelopment?: boolean;
        people?: Array<{
          /**
           * Entity reference of a user of the catalog.
           * @visibility frontend
           */
          user: string;
          /** @visibility frontend */
          name: string;
          /**
           * What the person may do, in a few words.
           * @visibility frontend
           */
          role: string;
        }>;
      };
    };
  };
}
