import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** Answers what is asked to see whether the programs work, as they would. */
const TRIED_OUT = `
if grep -q 'entity Thing' schema*; then
  if grep -q '> 3' first.cedar; then
    printf '✓ Policy set 1 implies policy set 2: VERIFIED\\n'
  else
    printf '✗ Policy set 1 implies policy set 2: DOES NOT HOLD\\n  Counterexample found:\\nprincipal: User::"", action: Action::"see", resource: Thing::""\\n'
  fi
  exit 0
fi
`;

/** Programs that stand for those of the analyzer, and misbehave as a test says. */
export class FakePrograms {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fake-analyzer-'));
  readonly binary = this.write('cedar', '');
  readonly solver = this.write('cvc5', '');

  constructor() {
    this.tellVersions({});
    this.answerBy('exit 1');
  }

  /** Has the programs tell versions, and with `symcc` false the first one have no analyzer. */
  tellVersions({
    cedar = 'cedar-policy-cli 4.14.1',
    cvc5 = 'This is cvc5 version 1.3.1',
    symcc = true,
  }): void {
    this.write('cvc5', `echo '${cvc5}'`);
    this.write(
      'cedar',
      `[ "$1" = --version ] && { echo '${cedar}'; exit 0; }
[ "$2" = --help ] && exit ${symcc ? 0 : 2}
${TRIED_OUT}
. ${join(this.folder, 'behaviour')}`,
    );
  }

  /** @param script - what answers questions, in the language of the shell */
  answerBy(script: string): void {
    this.write('behaviour', script);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private write(name: string, script: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }
}
