import { Directory } from '../company/directoryFor';

/** Which groups and components decided who approves which change, as far as this replica worked it out. */
export class AskedRefs {
  private readonly byChange = new Map<string, Set<string>>();

  /** The directory, with what is asked of it noted instead of what was noted before. */
  noteFor(change: string, directory: Directory): Directory {
    const refs = new Set<string>();
    this.byChange.set(change, refs);
    const note = (ref: string) => {
      refs.add(ref.toLocaleLowerCase('en-US'));
      return ref;
    };
    return {
      membersOf: group => directory.membersOf(note(group)),
      ownerOf: component => directory.ownerOf(note(component)),
    };
  }

  forget(change: string): void {
    this.byChange.delete(change);
  }

  /** Whether it depends on one of these; what another replica worked out may. */
  mayDepend(change: string, refs: ReadonlySet<string>): boolean {
    const asked = this.byChange.get(change);
    return !asked || [...asked].some(ref => refs.has(ref));
  }
}
