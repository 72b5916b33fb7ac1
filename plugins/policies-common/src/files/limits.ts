import { MOST_NESTING } from '../json';

/** Upper bounds of a draft and of a set read from a source. */
export const LIMITS = {
  /** Bytes of one file, in UTF-8. */
  fileBytes: 1_000_000,
  /** UTF-16 units of a YAML file: it is parsed where decisions are served. */
  yamlLength: 200_000,
  /** Bytes of all files of a set. */
  setBytes: 5_000_000,
  filesPerSet: 2_000,
  /** Depth of brackets in a policy and of nested JSON or YAML. */
  nesting: MOST_NESTING,
  /** Bytes of a request to the decision API. */
  requestBytes: 1_000_000,
} as const;
