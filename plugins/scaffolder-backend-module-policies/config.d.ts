export interface Config {
  policies?: {
    /** Remotes that templates may push to, beside hosts by https and ssh. */
    git?: {
      /** Absolute paths: bare repositories, or folders that hold some. */
      folders?: string[];
      /** Hosts, with a port where it is not 80, that may be reached by plain http. */
      httpHosts?: string[];
    };
  };
}
