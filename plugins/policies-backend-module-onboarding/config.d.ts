export interface Config {
  policies?: {
    onboarding?: {
      /** Where journeys can be pushed as branches, for pull requests. */
      repository?: {
        /**
         * URL of a git remote, or the path of a bare repository.
         * @visibility secret
         */
        remote: string;
        /** Branch that branches begin from. By default `main`. */
        baseBranch?: string;
        /** Makes an empty bare repository where the path leads to none. */
        create?: boolean;
      };
    };
  };
}
