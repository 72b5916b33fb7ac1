import {
  ChecklistItem,
  EngineDrift,
  isError,
  isFlaw,
  JourneyStage,
  ProofFinding,
} from '@internal/plugin-policies-common';
import {
  CompanyFacts,
  StoredSet,
  summarizeSet,
} from '@internal/plugin-policies-node';

/** What a registered set has of what it should have; nothing is ticked by hand. */
export function checklistOf(
  stored: StoredSet,
  company: CompanyFacts,
  seen: string[],
  {
    drift,
    intended,
    findings,
  }: {
    /** Of its engine, where that holds another revision. */
    drift?: EngineDrift;
    /** Consumers that its journey chose and that do not declare it yet. */
    intended: string[];
    /** Of the analyzer; absent where it tells nothing. */
    findings?: ProofFinding[];
  },
): ChecklistItem[] {
  const { manifest, diagnostics, caseResults } = stored;
  const { owner, cases } = summarizeSet(stored);
  const errors = diagnostics.filter(isError).length;
  const covered = new Set(
    caseResults.flatMap(result => [
      ...(result.case.expect.policies ?? []),
      ...(result.status === 'passed' ? result.policies ?? [] : []),
    ]),
  );
  const uncovered = manifest.spec.policies.filter(
    ({ name, lifecycle }) => lifecycle !== 'deprecated' && !covered.has(name),
  );
  const consumers = company.consumers.get(stored.name) ?? [];
  const stale = caseResults.filter(({ status }) => status === 'error');
  const undeclared = seen.filter(
    caller =>
      !caller.startsWith('user:') &&
      !consumers.some(consumer => wasSeen(consumer, [caller])),
  );
  const silent = consumers.filter(consumer => !wasSeen(consumer, seen));
  const known = company.unreadSince
    ? `, as the catalog had it at ${company.unreadSince}; it cannot be read`
    : '';
  const { detail: members, ...group } = ownerState(owner, company);
  return [
    item('owner', 'Owner group has members', {
      ...group,
      detail: members + known,
    }),
    item('validates', 'Policies validate', {
      state: errors || !stored.activeRevision ? 'attention' : 'done',
      detail: errors
        ? `${plural(errors, 'error')} in the newest files`
        : 'The newest files compile',
      help: 'Fix what the page of the set shows.',
    }),
    item('cases', 'Cases pass', {
      state: caseState(cases.total, cases.failed),
      detail: cases.total
        ? `${cases.passed} of ${plural(cases.total, 'case')} pass`
        : 'There are none',
      help: cases.total
        ? 'Fix the policies or the cases that fail.'
        : 'Add cases under tests/.',
    }),
    item('coverage', 'Every policy has a case', {
      state: uncovered.length ? 'todo' : 'done',
      detail: uncovered.length
        ? `Without: ${names(uncovered.map(({ name }) => name))}`
        : plural(manifest.spec.policies.length, 'policy', 'policies'),
      help: 'Add a case that expects each of them.',
    }),
    item('stale-cases', 'No case is stale', {
      state: stale.length ? 'attention' : 'done',
      detail: stale.length
        ? `Cannot be asked any more: ${names(
            stale.map(result => `'${result.case.name}'`),
          )}`
        : 'Every case can still be asked',
      help: 'Bring their requests up to what the schema says now, or take them out.',
    }),
    item('consumers', 'Consumers declared', {
      state: consumers.length && !intended.length ? 'done' : 'todo',
      detail: consumersInWords(consumers, intended) + known,
      help: `Add the annotation 'policies.internal/consumes: ${stored.name}' to the components that ask.`,
    }),
    item('first-decisions', 'Decisions seen from each consumer', {
      state: consumers.length && !silent.length ? 'done' : 'todo',
      detail: firstDecisions(consumers, silent),
      help: 'Have each consumer ask for a decision, with a token whose subject is its entity reference.',
    }),
    item('callers', 'Every caller is declared', {
      state: undeclared.length ? 'attention' : 'done',
      detail: undeclared.length
        ? `Not declared: ${names(undeclared.map(nameOf))}`
        : 'No service asks that is not declared',
      help: `Ask their owners for the annotation 'policies.internal/consumes: ${stored.name}', so that a change tells them what it does.`,
    }),
    item('drift', 'The engine holds the active revision', {
      state: drift ? 'attention' : 'done',
      detail: drift?.message ?? `Engine '${manifest.spec.engine}' is in sync`,
      help: 'Repair it on the page of the engine.',
    }),
    item('runbook', 'Runbook linked', {
      state: manifest.spec.runbook ? 'done' : 'todo',
      detail: manifest.spec.runbook ?? 'None is linked',
      help: `Link what to do when decisions go wrong, as 'spec.runbook'.`,
    }),
    ...(findings ? [findingsItem(findings.filter(isFlaw))] : []),
  ];
}

/** How far a registered set is, from its checklist. */
export function stageOf(checklist: ChecklistItem[]): JourneyStage {
  if (checklist.some(({ state }) => state === 'attention')) {
    return 'needs-attention';
  }
  const toGoLive = ['consumers', 'first-decisions', 'coverage'];
  return checklist.some(
    ({ id, state }) => toGoLive.includes(id) && state !== 'done',
  )
    ? 'piloting'
    : 'live';
}

function item(
  id: ChecklistItem['id'],
  title: string,
  { state, detail, help }: Omit<ChecklistItem, 'id' | 'title'>,
): ChecklistItem {
  return { id, title, state, detail, ...(state === 'done' ? {} : { help }) };
}

function findingsItem(flaws: ProofFinding[]): ChecklistItem {
  return item('findings', 'No findings of the analyzer', {
    state: flaws.length ? 'todo' : 'done',
    detail: flaws.length
      ? `${plural(flaws.length, 'finding')}: ${flaws[0].message}`
      : 'It found nothing to look at',
    help: 'See them on the page of the set, with what to do.',
  });
}

function ownerState(
  owner: string,
  { members }: CompanyFacts,
): Pick<ChecklistItem, 'state' | 'detail' | 'help'> {
  const people = members.get(owner);
  if (people) {
    return {
      state: people.length ? 'done' : 'attention',
      detail: plural(people.length, 'member'),
      help: 'Add people to the group, or name another owner.',
    };
  }
  // In its first seconds the catalog knows nobody, and nobody is to blame.
  return members.size
    ? {
        state: 'attention',
        detail: `'${owner}' is not in the catalog`,
        help: `Name a group that is there in 'spec.owner'.`,
      }
    : {
        state: 'todo',
        detail: 'The catalog has no groups yet',
        help: 'It is filled from its locations in the minutes after a start.',
      };
}

function caseState(total: number, failed: number): ChecklistItem['state'] {
  if (!total) {
    return 'todo';
  }
  return failed ? 'attention' : 'done';
}

function consumersInWords(consumers: string[], intended: string[]): string {
  if (intended.length) {
    return `Waiting for the annotation in ${names(intended.map(nameOf))}`;
  }
  return consumers.length
    ? names(consumers.map(nameOf))
    : 'No component declares that it asks this set';
}

function firstDecisions(consumers: string[], silent: string[]): string {
  if (!consumers.length) {
    return 'No consumer is declared yet';
  }
  return silent.length
    ? `Not yet from ${names(silent.map(nameOf))}`
    : `From ${plural(consumers.length, 'consumer')}`;
}

function wasSeen(consumer: string, seen: string[]): boolean {
  return seen.some(
    caller => caller === consumer || caller === nameOf(consumer),
  );
}

function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function names(all: string[]): string {
  return all.length > 4
    ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more`
    : all.join(', ');
}

function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
