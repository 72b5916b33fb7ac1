import {
  Board,
  BoardRow,
  EngineDrift,
  JourneyStage,
  ProofFinding,
  Scorecard,
} from '@internal/plugin-policies-common';
import {
  Company,
  CompanyFacts,
  ConfiguredEngines,
  DecisionLog,
  listCallers,
  noSuchSet,
  observeConsumers,
  OpenChange,
  ProposedChanges,
  RegisteredSets,
  summarizeSet,
} from '@internal/plugin-policies-node';
import { checklistOf, stageOf } from './checklistOf';
import { answerOf, fullRef, listOf } from './answers';
import { findPublishedChange } from './findPublishedChange';
import { JourneyOptions } from './JourneyService';
import { JourneyStore, StoredJourney } from './JourneyStore';

/** How far every domain is, by evidence. */
export class OnboardingBoard {
  constructor(
    private readonly options: {
      store: JourneyStore;
      liveSets: RegisteredSets;
      decisionLog: DecisionLog;
      company: Company;
      engines: Pick<ConfiguredEngines, 'listStatus'>;
      changes: Pick<ProposedChanges, 'find'>;
      /** Findings by set; empty where nobody tells any. */
      listFindings(): Promise<Map<string, ProofFinding[]>>;
    },
  ) {}

  /**
   * @param opened - changes that have not ended
   * @param options - the journeys and sets it tells of; by default all
   */
  async get(
    opened: Promise<OpenChange[]>,
    { readable, sets }: Pick<JourneyOptions, 'readable' | 'sets'>,
  ): Promise<Board> {
    const { store, liveSets, decisionLog, company } = this.options;
    const [journeys, catalog, callers, open, findings] = await Promise.all([
      store.list(readable),
      company.getFacts(),
      listCallers(decisionLog),
      opened,
      this.options.listFindings(),
    ]);
    const registered = (sets ?? liveSets).list();
    const brought = await this.findBringers(journeys);
    const naming = new Map(
      journeys.flatMap(journey => {
        const set = answerOf(journey, 'set');
        return set ? [[set, journey] as const] : [];
      }),
    );
    const openBySet = new Map(
      open
        .filter(({ state }) => state !== 'rejected' && state !== 'withdrawn')
        .reverse()
        .map(({ id, set }) => [set, id]),
    );
    const drifts = this.drifts();
    const items = registered.map((stored): BoardRow => {
      const { domain, owner, title } = summarizeSet(stored);
      const journey = brought.get(stored.name) ?? naming.get(stored.name);
      const checklist = checklistOf(
        stored,
        catalog,
        callers.get(stored.name) ?? [],
        {
          drift: drifts.get(stored.name),
          findings: findings.get(stored.name),
          intended: intendedConsumers(
            brought.get(stored.name),
            catalog.consumers.get(stored.name) ?? [],
          ),
        },
      );
      return {
        domain,
        title,
        owner,
        stage: stageOf(checklist),
        set: stored.name,
        journey: journey?.id,
        change: openBySet.get(stored.name),
        checklist,
        updatedAt:
          stored.activatedAt ?? journey?.updatedAt ?? new Date(0).toISOString(),
      };
    });
    const names = new Set(registered.map(({ name }) => name));
    for (const journey of journeys) {
      const set = answerOf(journey, 'set');
      if (!set || !names.has(set)) {
        items.unshift(rowOfJourney(journey, catalog, open));
      }
    }
    const stages: Board['stages'] = {
      started: 0,
      validating: 0,
      piloting: 0,
      live: 0,
      'needs-attention': 0,
    };
    items.forEach(({ stage }) => stages[stage]++);
    return { items, total: items.length, stages };
  }

  /** @throws NotFoundError when no such set is registered */
  async getScorecard(
    set: string,
    sets: Pick<RegisteredSets, 'find'> = this.options.liveSets,
  ): Promise<Scorecard> {
    const { company, decisionLog } = this.options;
    const stored = sets.find(set);
    if (!stored) {
      throw noSuchSet(set);
    }
    const [catalog, seen, journeys, findings] = await Promise.all([
      company.getFacts(),
      observeConsumers(decisionLog, set),
      this.options.store.list(),
      this.options.listFindings(),
    ]);
    const brought = await this.findBringers(
      journeys.filter(journey => answerOf(journey, 'set') === set),
    );
    const intended = intendedConsumers(
      brought.get(set),
      catalog.consumers.get(set) ?? [],
    );
    const checklist = checklistOf(
      stored,
      catalog,
      seen.map(({ caller }) => caller),
      { drift: this.drifts().get(set), intended, findings: findings.get(set) },
    );
    return { set, stage: stageOf(checklist), checklist, intended };
  }

  private drifts(): Map<string, EngineDrift> {
    return new Map(
      this.options.engines
        .listStatus()
        .flatMap(({ drift }) => drift.map(one => [one.set, one] as const)),
    );
  }

  /** The journey that brought each set; of what others say of it anybody may have written anything. */
  private async findBringers(
    journeys: StoredJourney[],
  ): Promise<Map<string, StoredJourney>> {
    const brought = new Map<string, StoredJourney>();
    for (const journey of journeys) {
      const { changes } = this.options;
      const change = await findPublishedChange(journey, changes);
      const set = answerOf(journey, 'set');
      if (change?.set === set && set && !brought.has(set)) {
        brought.set(set, journey);
      }
    }
    return brought;
  }
}

/** What the journey that brought a set chose and nobody declared since. */
function intendedConsumers(
  journey: StoredJourney | undefined,
  declared: string[],
): string[] {
  return journey
    ? listOf(journey, 'consumers').filter(ref => !declared.includes(ref))
    : [];
}

function rowOfJourney(
  journey: StoredJourney,
  company: CompanyFacts,
  open: OpenChange[],
): BoardRow {
  const domain = fullRef(answerOf(journey, 'domain'), 'Domain');
  const owner = fullRef(answerOf(journey, 'owner'), 'Group');
  const change = open.find(({ id }) => id === journey.change);
  const members = owner ? company.members.get(owner)?.length : undefined;
  const stage = (): JourneyStage => {
    if (!change || change.state === 'withdrawn') {
      return 'started';
    }
    return change.state === 'rejected' || change.checksFailed
      ? 'needs-attention'
      : 'validating';
  };
  return {
    domain: domain ?? '',
    title:
      answerOf(journey, 'title') ??
      answerOf(journey, 'domainTitle') ??
      (domain && company.domains.get(domain)?.title) ??
      answerOf(journey, 'domain') ??
      'Not named yet',
    owner,
    stage: stage(),
    journey: journey.id,
    change: change?.id,
    checklist: [
      {
        id: 'owner',
        title: 'Owner group has members',
        state:
          members || listOf(journey, 'ownerMembers').length ? 'done' : 'todo',
        detail: owner ?? 'No group is chosen',
      },
      {
        id: 'validates',
        title: 'Policies validate',
        state: change && !change.checksFailed ? 'done' : 'todo',
        detail: change ? `Change ${change.id}` : 'The journey goes on',
      },
    ],
    updatedAt: journey.updatedAt,
  };
}
