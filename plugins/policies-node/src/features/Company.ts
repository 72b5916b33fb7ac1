/** Groups, domains and consumers as the catalog had them some seconds ago. */
export interface CompanyFacts {
  /** Members by entity reference of the group. */
  members: Map<string, string[]>;
  /** Entity references of all people. */
  users: Set<string>;
  domains: Map<string, { title: string }>;
  /** Components that declare to consume a set, by the set. */
  consumers: Map<string, string[]>;
}

/** What the catalog knows of groups, people and components: the one reader for approvals, board and lists. */
export interface Company {
  /** As it is now. @returns undefined when there is no such group; a person is a group of one */
  membersOf(group: string): Promise<string[] | undefined>;
  /** Owner of a component now; undefined when the catalog does not know the component or its owner. */
  ownerOf(component: string): Promise<string | undefined>;
  /** @returns those of the components that one of the groups owns now */
  ownedBy(groups: string[], components: string[]): Promise<string[]>;
  /** All at once, at most ten seconds old. */
  getFacts(): Promise<CompanyFacts>;
}
