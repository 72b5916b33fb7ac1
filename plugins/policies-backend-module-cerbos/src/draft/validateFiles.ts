import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { EngineFaultError } from '@internal/plugin-policies-node';
import {
  diagnosticsOf,
  MOST_FILES,
  PlaygroundFailure,
  playgroundFile,
} from './playgroundFiles';
import { Sandbox } from './Sandbox';

interface Validated {
  success?: object;
  failure?: PlaygroundFailure;
}

/**
 * Lets Cerbos check the files as they are.
 *
 * @returns its errors; none for files it can use
 * @throws EngineFaultError when the sandbox cannot tell
 */
export async function validateFiles(
  engine: string,
  sandbox: Sandbox,
  files: PolicyFile[],
): Promise<Diagnostic[]> {
  if (files.length > MOST_FILES) {
    return [
      {
        severity: 'error',
        source: 'portal',
        message: `the set has ${files.length} policy files and schemas; Cerbos checks at most ${MOST_FILES} at once`,
        help: 'Put the rules of a resource into one file, or split the set.',
      },
    ];
  }
  if (!files.length) {
    return [
      {
        severity: 'error',
        source: 'portal',
        message: 'the set has no policy files',
        help: "Add Cerbos policies as 'policies/<name>.yaml'.",
      },
    ];
  }
  const { body } = await sandbox
    .call<Validated | undefined>('validate', {
      files: files.map(({ path, content }) => playgroundFile(path, content)),
    })
    .catch((error: EngineFaultError) => {
      throw error.countsAsBroken
        ? new EngineFaultError(
            engine,
            `did not finish checking these policies: an expression may be too costly to work out; write it simpler, or raise 'sandbox.timeoutMs'`,
          )
        : error;
    });
  if (body?.success) {
    return [];
  }
  if (body?.failure) {
    return diagnosticsOf(body.failure, files);
  }
  throw new EngineFaultError(
    engine,
    "cannot check drafts: its sandbox answers something else than was asked; see whether 'sandbox.url' is right",
  );
}
