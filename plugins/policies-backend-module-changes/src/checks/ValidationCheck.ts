import {
  checkText,
  Diagnostic,
  diagnosticLine,
  isError,
  MORE_UNSEEN,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { ConfiguredEngines, withDraft } from '@internal/plugin-policies-node';
import { Check, CheckContext, CheckOutcome } from './Check';

/** The files compile, with no warning that the base does not have. */
export class ValidationCheck implements Check {
  readonly name = 'validation';

  constructor(private readonly engines: ConfiguredEngines) {}

  async run({ files, base }: CheckContext): Promise<CheckOutcome> {
    const found = [
      ...(await this.diagnose(files)),
      // What is there is told of what a reviewer sees; a name may be taken for one of before.
      ...checkText(files, base),
    ];
    const errors = found.filter(isError);
    if (errors.length) {
      return {
        state: 'failed',
        summary: counted(errors.length, 'error'),
        log: found.map(diagnosticLine),
      };
    }
    const known = new Set(
      found.length && base ? await this.listKnown(base, files) : [],
    );
    const fresh = found.filter(diagnostic => !known.has(identity(diagnostic)));
    return fresh.length
      ? {
          state: 'failed',
          summary: counted(fresh.length, 'new warning'),
          log: fresh.map(diagnosticLine),
        }
      : {
          state: 'passed',
          summary: found.length
            ? `No new warning; ${counted(
                found.length,
                'warning',
              )} were there before`
            : 'No errors and no warnings',
          log: found.map(diagnosticLine),
        };
  }

  /** Identities of what the base has, too. */
  private async listKnown(
    base: PolicyFile[],
    files: PolicyFile[],
  ): Promise<string[]> {
    const changed = new Set(
      files
        .filter(
          ({ path, content }) =>
            base.find(file => file.path === path)?.content !== content,
        )
        .map(({ path }) => path),
    );
    const text = checkText(base).filter(
      ({ file, message }) => message !== MORE_UNSEEN || !changed.has(file!),
    );
    return [...(await this.diagnose(base)), ...text].map(identity);
  }

  private diagnose(files: PolicyFile[]): Promise<Diagnostic[]> {
    return withDraft(
      files,
      this.engines,
      async (_draft, diagnostics) => diagnostics,
    );
  }
}

/** Lines move; a warning stays the same where it says the same of the same file. */
function identity({ severity, file, message }: Diagnostic): string {
  return `${severity}\0${file}\0${message}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
