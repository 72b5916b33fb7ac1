import {
  Diagnostic,
  FileAccount,
  isError,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { boundDiagnostics } from '../boundDiagnostics';
import { CompiledSet } from '../PolicyEngine';
import { EngineList } from '../features/ConfiguredEngines';
import { CheckedBundle, checkBundle } from './checkBundle';

/** Files that compile, on an engine of their own. */
export interface OpenDraft {
  ready: NonNullable<CheckedBundle['ready']>;
  compiled: CompiledSet;
}

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
  const { diagnostics, account = [], ready } = checkBundle(files, engines);
  if (!ready) {
    return use(undefined, boundDiagnostics(diagnostics), account);
  }
  const result = await ready.engine.compile(ready.bundle, { mode: 'draft' });
  const all = boundDiagnostics([...diagnostics, ...result.diagnostics]);
  const { compiled } = result;
  if (!compiled) {
    return use(undefined, all, account);
  }
  try {
    return await use(
      all.some(isError) ? undefined : { ready, compiled },
      all,
      account,
    );
  } finally {
    await compiled.dispose();
  }
}
