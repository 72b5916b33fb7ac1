import { LoggerService } from '@backstage/backend-plugin-api';
import { ChangeCheck } from '@internal/plugin-policies-common';
import { Check } from '@internal/plugin-policies-node';
import { NewCheck, StoredCheck } from './CheckStore';
import { kindOf } from './countChecks';

/** All that is checked of a push: the feature's own checks, then those that others add. */
export class CheckList {
  private readonly own: Check[] = [];

  constructor(
    private readonly options: {
      /** Those of other features. */
      listAdded(): Check[];
      /** Names of those that have to pass whatever they say of themselves. */
      required: string[];
    },
  ) {}

  /** Adds checks of the feature itself; nobody takes their names. */
  addOwn(checks: Check[]): void {
    this.own.push(...checks);
  }

  list(): Check[] {
    return [
      ...this.own,
      ...this.options.listAdded().filter(check => !this.isTaken(check)),
    ];
  }

  /** Tells operators of checks that are not run, as their names are taken. */
  tellTaken(logger: LoggerService): void {
    for (const check of this.options.listAdded()) {
      if (this.isTaken(check)) {
        logger.error(
          `a feature adds a check '${check.name}', which changes have already: it is not run; give it another name`,
        );
      }
    }
  }

  find(name: string): Check | undefined {
    return this.list().find(check => check.name === name);
  }

  /** What is queued with each push. */
  listNew(): NewCheck[] {
    return this.list().map(({ name, blocking = false }) => ({
      name,
      blocking: blocking || this.isRequired(name),
    }));
  }

  /** Whether it has to pass whatever it says of itself. */
  isRequired(name: string): boolean {
    return this.listRequired().includes(name);
  }

  /** Names of those that are required, and of those without which nobody knows who has to approve. */
  listRequired(): string[] {
    return [...new Set([...this.options.required, ...this.listSettling()])];
  }

  /** Names that are required, and that are not among the checks of a change. */
  listUnqueued(checks: Array<Pick<StoredCheck, 'name'>>): string[] {
    return this.listRequired().filter(
      name => !checks.some(check => check.name === name),
    );
  }

  /** Whether what checks found says who has to approve. */
  areApprovalsKnown(checks: StoredCheck[]): boolean {
    return this.listSettling().every(name =>
      checks.some(
        check => check.name === name && kindOf(check.state) === 'passed',
      ),
    );
  }

  /** Names that are required, and that no feature has a check of. */
  listMissing(): string[] {
    return this.options.required.filter(name => !this.find(name));
  }

  /** Checks as pages show them, in their order; those of features that are gone come last. */
  describe(checks: StoredCheck[]): ChangeCheck[] {
    const known = this.list();
    const placeOf = ({ name }: StoredCheck) => {
      const place = known.findIndex(check => check.name === name);
      return place < 0 ? known.length : place;
    };
    return [...checks]
      .sort((a, b) => placeOf(a) - placeOf(b))
      .map(({ report, revision: _, asks: __, ...check }) => ({
        ...check,
        // Of logged requests the change itself tells, to those who may read them.
        ...(check.name !== 'impact' && report !== undefined && { report }),
        title: this.find(check.name)?.title ?? check.name,
      }));
  }

  /** Names of those that have to be over before it is known who has to approve. */
  private listSettling(): string[] {
    return this.list()
      .filter(({ settlesApprovals }) => settlesApprovals)
      .map(({ name }) => name);
  }

  private isTaken({ name }: Check): boolean {
    return this.own.some(check => check.name === name);
  }
}
