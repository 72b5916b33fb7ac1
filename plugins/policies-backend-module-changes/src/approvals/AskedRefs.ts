import { Directory } from '../company/directoryFor';

/** Which groups and components decided who approves which change, as far as this replica worked it out. */
export class AskedRefs {
  private readonly byChange = new Map<string, Set<string>>();

  /**
   * Notes what is asked of a directory: beside what was noted before, and instead of it once the work is done.
   * Where it fails the change stays as it was, and so does what it depends on.
   */
  async noting(
    change: string,
    directory: Directory,
    work: (noted: Directory) => Promise<void>,
  ): Promise<void> {
    const refs = new Set<string>();
    const note = (ref: string) => {
      const asked = ref.toLocaleLowerCase('en-US');
      refs.add(asked);
      this.byChange.get(change)?.add(asked);
      return ref;
    };
    await work({
      membersOf: group => directory.membersOf(note(group)),
      ownerOf: component => directory.ownerOf(note(component)),
    });
    this.byChange.set(change, refs);
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
