import { StoredSet } from '../deployments/Deployments';
import { CompiledSet } from '../PolicyEngine';

/** An active revision that can decide. */
export interface ServingSet {
  name: string;
  engine: string;
  revision: string;
  compiled: CompiledSet;
}

/** The registered sets as this replica serves them. */
export interface RegisteredSets {
  /** By name. */
  list(): StoredSet[];
  find(name: string): StoredSet | undefined;
  /** Name of the set that decides an AuthZEN resource type. */
  deciding(resourceType: string): string | undefined;
  /**
   * @throws NotFoundError for an unknown set, ServiceUnavailableError for one that cannot serve, or is not
   * loaded yet
   */
  serving(name: string): ServingSet;
  /**
   * The set that decides a resource type. Throws as `serving`.
   *
   * @throws NotFoundError when there is none
   */
  servingType(resourceType: string): ServingSet;
  /** Every set that can decide. */
  allServing(): ServingSet[];
  /** Hands over a revision that was compiled for a switch, so that it is not compiled twice. */
  adopt(name: string, revision: string, compiled: CompiledSet): Promise<void>;
}
