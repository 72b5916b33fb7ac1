import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { EngineCapability } from '@internal/plugin-policies-common';

/** How a group of the suite ended for an engine; `absent` where the engine does not offer it. */
export type ConformanceOutcome = 'passed' | 'failed' | 'absent';

/** Registers the tests of a conformance run and keeps how they ended. */
export class ConformanceReport {
  private readonly groups: Record<string, ConformanceOutcome> = {};

  constructor(
    private readonly engine: string,
    private readonly capabilities: Set<EngineCapability>,
  ) {}

  /** A test that is a row of the report. */
  it(group: string, test: () => Promise<void>): void {
    this.groups[group] = 'failed';
    it(
      group,
      async () => {
        await test();
        this.groups[group] = 'passed';
      },
      60_000,
    );
  }

  /** {@link ConformanceReport.it} where the engine offers it. */
  itIf(offered: boolean, group: string, test: () => Promise<void>): void {
    if (offered) {
      this.it(group, test);
    } else {
      this.groups[group] = 'absent';
    }
  }

  /** Writes `<engine>.json` into the folder `PORTAL_CONFORMANCE_REPORT`, if it is set. */
  write(): void {
    const folder = process.env.PORTAL_CONFORMANCE_REPORT;
    if (folder) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, `${this.engine}.json`),
        JSON.stringify(
          {
            engine: this.engine,
            capabilities: [...this.capabilities].sort(),
            groups: this.groups,
          },
          null,
          2,
        ),
      );
    }
  }
}
