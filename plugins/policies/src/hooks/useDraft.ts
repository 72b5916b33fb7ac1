import { PolicyFile, RevisionDetail } from '@internal/plugin-policies-common';
import { useEffect, useMemo, useState } from 'react';
import {
  applyChanges,
  deleteFile,
  DraftChanges,
  DraftRecord,
  DraftStore,
  fileStates,
  FileState,
  renameFile,
  revertFile,
  withoutSame,
  writeFile,
} from '../components/Playground/model';

/** A draft of a set and what can be done with it. */
export interface DraftState {
  files: PolicyFile[];
  states: Array<{ path: string; state: FileState }>;
  changes: DraftChanges;
  changedCount: number;
  /** Text of the request; undefined until one was chosen. */
  requestText: string | undefined;
  open: string[];
  /** The live set has another revision than when the draft began. */
  movedOn: boolean;
  /** Id of the change whose files these are. */
  changeId?: string;
  /** False when the browser cannot keep the draft. */
  kept: boolean;
  write(path: string, content: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  revert(path: string): void;
  /** Takes all files back to the live state; the request stays. */
  discard(): void;
  /** Carries the changes over to the revision that is live now. */
  keep(): void;
  setRequestText(text: string): void;
  setOpen(update: (open: string[]) => string[]): void;
  /** Takes over a draft that came with a link. */
  replace(record: Partial<DraftRecord>): void;
}

const store = new DraftStore();

/** Draft of a set over its live revision, kept in the browser at each change. */
export function useDraft(live: RevisionDetail): DraftState {
  const { set, revision, files: liveFiles } = live;
  const [record, setRecord] = useState<DraftRecord>(() => {
    const stored = store.get(set);
    const changes = withoutSame(liveFiles, stored?.changes ?? {});
    return {
      ...stored,
      changes,
      revision: Object.keys(changes).length
        ? stored?.revision ?? revision
        : revision,
    };
  });
  const [kept, setKept] = useState(true);

  useEffect(() => {
    setKept(store.put(set, record));
  }, [set, record]);

  const files = useMemo(
    () => applyChanges(liveFiles, record.changes),
    [liveFiles, record.changes],
  );
  const states = useMemo(
    () => fileStates(liveFiles, record.changes),
    [liveFiles, record.changes],
  );

  const actions = useMemo(() => {
    const change = (update: (changes: DraftChanges) => DraftChanges) =>
      setRecord(old => {
        const changes = update(old.changes);
        // A draft without changes follows the live set.
        return Object.keys(old.changes).length
          ? { ...old, changes }
          : { ...old, changes, revision };
      });
    return {
      write: (path: string, content: string) =>
        change(changes => writeFile(liveFiles, changes, path, content)),
      rename: (from: string, to: string) =>
        change(changes => renameFile(liveFiles, changes, from, to)),
      remove: (path: string) =>
        change(changes => deleteFile(liveFiles, changes, path)),
      revert: (path: string) => change(changes => revertFile(changes, path)),
      discard: () =>
        setRecord(old => ({
          ...old,
          changes: {},
          changeId: undefined,
          revision,
        })),
      keep: () =>
        setRecord(old => ({
          ...old,
          changes: withoutSame(liveFiles, old.changes),
          revision,
        })),
      setRequestText: (request: string) =>
        setRecord(old => ({ ...old, request })),
      setOpen: (update: (open: string[]) => string[]) =>
        setRecord(old => ({ ...old, open: update(old.open ?? []) })),
      replace: (other: Partial<DraftRecord>) =>
        setRecord(old => ({
          ...old,
          ...other,
          changes: withoutSame(liveFiles, other.changes ?? old.changes),
        })),
    };
  }, [liveFiles, revision]);

  const changedCount = Object.keys(record.changes).length;
  return {
    files,
    states,
    changes: record.changes,
    changedCount,
    requestText: record.request,
    open: record.open ?? [],
    movedOn: changedCount > 0 && record.revision !== revision,
    changeId: record.changeId,
    kept,
    ...actions,
  };
}
