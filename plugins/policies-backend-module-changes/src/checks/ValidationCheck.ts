import {
  checkText,
  Diagnostic,
  diagnosticLine,
  isError,
  MORE_UNSEEN,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  Check,
  CheckContext,
  CheckedRevision,
  CheckOutcome,
} from '@internal/plugin-policies-node';

/** The files compile, with no warning that the base does not have. */
export class ValidationCheck implements Check {
  readonly name = 'validation';
  readonly title = 'Validation';
  readonly blocking = true;

  async run({ proposed, base }: CheckContext): Promise<CheckOutcome> {
    const { files } = proposed;
    const found = [
      ...(await proposed.diagnose()),
      // What is there is told of what a reviewer sees; a name may be taken for one of before.
      ...checkText(files, base?.files),
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
    { files: before, diagnose }: CheckedRevision,
    files: PolicyFile[],
  ): Promise<string[]> {
    const changed = new Set(
      files
        .filter(
          ({ path, content }) =>
            before.find(file => file.path === path)?.content !== content,
        )
        .map(({ path }) => path),
    );
    const text = checkText(before).filter(
      ({ file, message }) => message !== MORE_UNSEEN || !changed.has(file!),
    );
    return [...(await diagnose()), ...text].map(identity);
  }
}

/** Lines move; a warning stays the same where it says the same of the same file. */
function identity({ severity, file, message }: Diagnostic): string {
  return `${severity}\0${file}\0${message}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
