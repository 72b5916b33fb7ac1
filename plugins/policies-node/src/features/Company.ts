/** Groups, domains and consumers as the catalog has them. */
export interface CompanyFacts {
  /** Members by entity reference of the group. */
  members: Map<string, string[]>;
  /** Entity references of all people. */
  users: Set<string>;
  domains: Map<string, { title: string }>;
  /** Components that declare to consume a set, by the set. */
  consumers: Map<string, string[]>;
  /** Since when the catalog cannot be read, in ISO 8601: what is here is what it had before. */
  unreadSince?: string;
}

/** What the catalog knows of groups, people and components: the one reader for approvals, board and lists. */
export interface Company {
  /** As it is now. @returns undefined when there is no such group; a person is a group of one */
  membersOf(group: string): Promise<string[] | undefined>;
  /** Owner of a component now; undefined when the catalog does not know the component or its owner. */
  ownerOf(component: string): Promise<string | undefined>;
  /** @returns those of the components that one of the groups owns now */
  ownedBy(groups: string[], components: string[]): Promise<string[]>;
  /**
   * All at once, without asking the catalog: what its module announces is here within 5 s from when the
   * catalog's API returns it, and so is what was deleted; the rest within a minute.
   *
   * @throws what reading the catalog throws, as long as it could never be read
   */
  getFacts(): Promise<CompanyFacts>;
  /**
   * Tells groups whose members changed, and components with another owner or other sets, by entity
   * reference. Each replica is told.
   */
  follow(follower: (changed: ReadonlySet<string>) => void): void;
}
