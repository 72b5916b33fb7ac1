import { InputError } from '@backstage/errors';
import { PolicyCase, PolicyFile } from '@internal/plugin-policies-common';
import { appendCase } from './appendCase';
import { casesOf } from './cases';
import {
  applyChanges,
  changesBetween,
  DraftChanges,
  withoutSame,
  writeFile,
} from './draft';
import { DraftStore } from './DraftStore';

/** File of the cases that counterexamples become: those that people wrote stay as they are. */
const CASE_FILE = 'tests/counterexamples.yaml';

/** Where a case is. */
export interface AddedCase {
  path: string;
  /** Content of the file with it; undefined where a file holds the request as a case already. */
  content?: string;
}

/**
 * Adds a case to the files of a draft.
 *
 * @throws Error when the file is not a list of cases
 */
export function addCase(files: PolicyFile[], item: PolicyCase): AddedCase {
  const cases = casesOf(files);
  const question = JSON.stringify(item.request);
  const same = cases.find(
    other =>
      JSON.stringify(other.case.request) === question &&
      other.case.expect.decision === item.expect.decision,
  );
  if (same) {
    return { path: same.file };
  }
  const taken = new Set(cases.map(other => other.case.name));
  let { name } = item;
  for (let number = 2; taken.has(name); number++) {
    name = `${item.name.slice(0, 190)} (${number})`;
  }
  const content = files.find(({ path }) => path === CASE_FILE)?.content ?? '';
  return { path: CASE_FILE, content: appendCase(content, { ...item, name }) };
}

/**
 * Adds a case to the draft of a set that this browser keeps, or begins one.
 *
 * @param options - `proposed`: files of the change `changeId`, whose draft it is
 * @throws InputError where there is a draft of something else, or no room for one
 */
export function addCaseToDraft(options: {
  set: string;
  live: { revision: string; files: PolicyFile[] };
  proposed?: PolicyFile[];
  changeId?: string;
  item: PolicyCase;
}): AddedCase {
  const { set, live, proposed = live.files, changeId, item } = options;
  const store = new DraftStore();
  const kept = store.get(set);
  const own = withoutSame(live.files, kept?.changes ?? {});
  const hasOwn = Object.keys(own).length > 0;
  if (hasOwn && kept?.changeId !== changeId) {
    throw new InputError(
      `Your draft of '${set}' is ${
        kept?.changeId ? `of change #${kept.changeId}` : 'not of this change'
      }. Propose it, or revert it in the playground, and save the case then.`,
    );
  }
  const changes: DraftChanges = hasOwn
    ? own
    : changesBetween(live.files, proposed);
  const added = addCase(applyChanges(live.files, changes), item);
  const isKept = store.put(set, {
    ...kept,
    revision: hasOwn ? kept!.revision : live.revision,
    changeId,
    changes:
      added.content === undefined
        ? changes
        : writeFile(live.files, changes, added.path, added.content),
  });
  if (!isKept) {
    throw new InputError(
      'This browser has no room for a draft. Remove drafts of other sets and try again.',
    );
  }
  return added;
}
