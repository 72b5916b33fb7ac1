import {
  Diagnostic,
  FileAccount,
  isError,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { boundDiagnostics } from '../boundDiagnostics';
import { EngineList } from '../EngineList';
import { CompiledSet } from '../PolicyEngine';
import { CheckedBundle, checkBundle } from './checkBundle';

/** Files that compile, on an engine of their own. */
export interface OpenDraft {
  ready: NonNullable<CheckedBundle['ready']>;
  compiled: CompiledSet;
}

/** Files that an engine looked at; whoever has it closes it. */
export interface OpenedDraft {
  /** Absent where a diagnostic is an error. */
  draft?: OpenDraft;
  diagnostics: Diagnostic[];
  account: FileAccount[];
  /** Lets go of what the engine holds for it. */
  close(): Promise<void>;
}

/**
 * Has an engine compile files as a draft. It may have room for few drafts, so whoever waits for one holds no
 * other.
 *
 * @throws an error that says so when the engine cannot be asked
 */
export async function openDraft(
  files: PolicyFile[],
  engines: EngineList,
): Promise<OpenedDraft> {
  const { diagnostics, account = [], ready } = checkBundle(files, engines);
  if (!ready) {
    return {
      diagnostics: boundDiagnostics(diagnostics),
      account,
      close: async () => {},
    };
  }
  const result = await ready.engine.compile(ready.bundle, { mode: 'draft' });
  const all = boundDiagnostics([...diagnostics, ...result.diagnostics]);
  const { compiled } = result;
  return {
    draft: compiled && !all.some(isError) ? { ready, compiled } : undefined,
    diagnostics: all,
    account,
    close: async () => compiled?.dispose(),
  };
}
