import {
  Diagnostic,
  FileAccount,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { EngineList } from '../EngineList';
import { OpenDraft, openDraft } from './openDraft';

/** What the files say and what the engine says of them; the draft is there unless one is an error. */
export async function withDraft<T>(
  files: PolicyFile[],
  engines: EngineList,
  use: (
    draft: OpenDraft | undefined,
    diagnostics: Diagnostic[],
    account: FileAccount[],
  ) => Promise<T>,
): Promise<T> {
  const { draft, diagnostics, account, close } = await openDraft(
    files,
    engines,
  );
  try {
    return await use(draft, diagnostics, account);
  } finally {
    await close();
  }
}
