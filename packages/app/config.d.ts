export interface Config {
  auth?: {
    providers?: {
      /** Sign-in without a password as people of an example company, for trying out. */
      example?: {
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
