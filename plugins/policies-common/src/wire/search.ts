import { Lifecycle } from '../manifest/types';

/** Document type of policies in search. */
export const SEARCH_TYPE_POLICIES = 'policies';

/** A policy as search finds it. */
export interface PolicyDocument {
  title: string;
  /** Description, regulations, names and the source of the policy. */
  text: string;
  /** Path of the policy's page. */
  location: string;
  /** What search asks the permission about: the set. Left out of results. */
  authorization?: { resourceRef: string };
  set: string;
  setTitle: string;
  policy: string;
  regulations: string[];
  owner: string;
  domain: string;
  lifecycle: Lifecycle;
}
