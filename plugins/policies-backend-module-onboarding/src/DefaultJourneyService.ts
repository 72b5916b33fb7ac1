import { Entity } from '@backstage/catalog-model';
import { ConflictError, InputError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  Board,
  BROUGHT_FILE,
  ChangeDetail,
  CreateJourneyRequest,
  Draft,
  FILE_FIELD,
  isError,
  Journey,
  JourneyBranch,
  JourneyChangeRequest,
  JourneyPeopleRequest,
  JourneyPreview,
  JOURNEYS_SIGNAL_CHANNEL,
  JourneySaved,
  OPEN_CHANGE_STATES,
  SaveJourneyRequest,
  Scorecard,
  SETTLED_FIELDS,
  UNPUSHED_FIELDS,
} from '@internal/plugin-policies-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Actors,
  Company,
  ConfiguredEngines,
} from '@internal/plugin-policies-node';
import { answerOf } from './answers';
import { JourneyChanges } from './changesOf';
import { findPublishedChange } from './findPublishedChange';
import { JourneyOptions, JourneyService } from './JourneyService';
import { JourneyStore, StoredJourney } from './JourneyStore';
import { noSuchJourney } from './noSuchJourney';
import { OnboardingBoard } from './OnboardingBoard';
import { understandBundle } from './bundle/understandBundle';
import { JourneyBranches } from './JourneyBranches';
import { JourneyDrafts } from './JourneyDrafts';

const GENERATED_CASES = `${FILE_FIELD}tests/generated.yaml`;

/** {@link JourneyService} over the plugin's database. */
export class DefaultJourneyService implements JourneyService {
  constructor(
    private readonly options: {
      store: JourneyStore;
      changes: JourneyChanges;
      engines: ConfiguredEngines;
      drafts: JourneyDrafts;
      branches: JourneyBranches;
      board: OnboardingBoard;
      company: Company;
      actors: Actors;
      signals: SignalsService;
      logger: LoggerService;
    },
  ) {}

  async getBoard(options: JourneyOptions): Promise<Board> {
    const { board, changes } = this.options;
    return board.get(changes.listOpen(options), options);
  }

  getScorecard(set: string, { sets }: JourneyOptions): Promise<Scorecard> {
    return this.options.board.getScorecard(set, sets);
  }

  /** The domains and groups of published revisions: what a journey says meanwhile does not count. */
  listEntities({ sets }: JourneyOptions): Promise<Entity[]> {
    return this.options.changes.listEntities(sets);
  }

  async create(
    { fields }: CreateJourneyRequest,
    { credentials }: JourneyOptions,
  ): Promise<Journey> {
    const { store, actors } = this.options;
    const { ref } = await actors.resolve(credentials);
    const untouched = Object.keys(fields).length
      ? undefined
      : await this.findUntouched(ref);
    const { id } = untouched ?? (await store.create(ref, fields));
    return this.get(id);
  }

  /** A journey that somebody began and wrote nothing in: they go on with it, in place of another. */
  private async findUntouched(
    person: string,
  ): Promise<StoredJourney | undefined> {
    const { store } = this.options;
    for (const { id, createdBy, fields } of await store.list()) {
      if (createdBy === person && !Object.keys(fields).length) {
        // Lists leave out files.
        const journey = await store.find(id);
        if (
          journey &&
          !journey.change &&
          !journey.people.length &&
          !Object.keys(journey.fields).length
        ) {
          return journey;
        }
      }
    }
    return undefined;
  }

  async get(id: string): Promise<Journey> {
    const journey = await this.options.store.find(id);
    if (!journey) {
      throw noSuchJourney(id);
    }
    return {
      ...journey,
      published: (await findPublishedChange(journey, this.options.changes))?.id,
      repository: this.options.branches.repository,
      may: { edit: true, manage: true },
    };
  }

  /** A journey of which it is known whether a change of it was published. */
  private async getKnown(id: string): Promise<Journey> {
    const { store, changes } = this.options;
    const stored = await store.find(id);
    if (stored?.change !== undefined || stored?.published !== undefined) {
      changes.expectThere();
    }
    return this.get(id);
  }

  async setPeople(
    id: string,
    { people }: JourneyPeopleRequest,
  ): Promise<Journey> {
    await this.get(id);
    const { users } = await this.options.company.getFacts();
    const unknown = people.find(person => !users.has(person));
    if (unknown !== undefined) {
      throw new InputError(
        `the catalog knows no '${unknown}'; invite people that it knows`,
      );
    }
    await this.options.store.setPeople(id, people);
    this.signalChanged(id);
    return this.get(id);
  }

  async save(
    id: string,
    { changes }: SaveJourneyRequest,
    { credentials }: JourneyOptions,
  ): Promise<JourneySaved> {
    const { ref } = await this.options.actors.resolve(credentials);
    await this.expectUnsettled(id, changes);
    const saved = await this.options.store.save(id, changes, ref);
    this.signalChanged(id);
    return saved;
  }

  async preview(id: string, options: JourneyOptions): Promise<JourneyPreview> {
    return this.options.drafts.preview(await this.get(id), options);
  }

  async importFiles(
    id: string,
    draft: Draft,
    options: JourneyOptions,
  ): Promise<Journey> {
    const journey = await this.get(id);
    const { files, driver, leftOut } = understandBundle(draft.files);
    const { engines } = this.options;
    const engine = engines.names.find(
      name => engines.driverOf(name) === driver,
    );
    const values = new Map<string, string | null>([
      ...Object.keys(journey.fields)
        .filter(name => name.startsWith(FILE_FIELD))
        .map(name => [name, null] as const),
      ...files.map(
        ({ path, content }) => [`${FILE_FIELD}${path}`, content] as const,
      ),
      ['start', 'import'],
      ['leftOut', JSON.stringify(leftOut)],
      ...(engine ? ([['engine', engine]] as const) : []),
    ]);
    await this.save(
      id,
      {
        changes: [...values].map(([field, value]) => ({
          field,
          value,
          version: journey.fields[field]?.version ?? 0,
        })) as SaveJourneyRequest['changes'],
      },
      options,
    );
    return this.get(id);
  }

  async generateCases(id: string, options: JourneyOptions): Promise<Journey> {
    const journey = await this.get(id);
    await this.save(
      id,
      {
        changes: [
          {
            field: GENERATED_CASES,
            value: await this.options.drafts.writeCases(journey, options),
            version: journey.fields[GENERATED_CASES]?.version ?? 0,
          },
        ],
      },
      options,
    );
    return this.get(id);
  }

  async getRepository(id: string, options: JourneyOptions): Promise<Draft> {
    const journey = await this.get(id);
    const { drafts, branches } = this.options;
    return branches.writeFiles(journey, await drafts.preview(journey, options));
  }

  async getBranch(id: string): Promise<JourneyBranch | undefined> {
    await this.get(id);
    return this.options.branches.find(id);
  }

  async pushBranch(
    id: string,
    options: JourneyOptions,
  ): Promise<JourneyBranch> {
    const { actors, branches } = this.options;
    branches.expectRepository();
    const { files } = await this.getRepository(id, options);
    const { ref } = await actors.resolve(options.credentials);
    return branches.push(await this.get(id), files, ref);
  }

  async openChange(
    id: string,
    { description }: JourneyChangeRequest,
    options: JourneyOptions,
  ): Promise<ChangeDetail> {
    const { store, changes } = this.options;
    const journey = await this.get(id);
    const preview = await this.preview(id, options);
    const wrong =
      preview.problems[0]?.message ??
      preview.diagnostics.find(isError)?.message;
    if (wrong) {
      throw new InputError(`journey ${id} is not ready: ${wrong}`);
    }
    const { files } = preview;
    const authored = {
      ...options,
      otherAuthors: await store.listWriters(id, UNPUSHED_FIELDS),
    };
    const open =
      journey.change === undefined
        ? undefined
        : await changes.find(journey.change);
    if (open && OPEN_CHANGE_STATES.includes(open.state)) {
      return changes.push(
        open.id,
        { version: open.version, files, base: open.base },
        authored,
      );
    }
    const change = await changes.create(
      {
        set: answerOf(journey, 'set')!,
        title: `Onboard ${answerOf(journey, 'title')}`.slice(0, 120),
        description,
        files,
        origin: 'journey',
        submit: true,
      },
      authored,
    );
    await store.setChange(id, change.id, journey.published);
    this.signalChanged(id);
    return change;
  }

  async remove(id: string): Promise<void> {
    const { published } = await this.getKnown(id);
    if (published !== undefined) {
      throw new ConflictError(
        `journey ${id} stays: change ${published} of it was published, and it tells how that came about`,
      );
    }
    await this.options.store.remove(id);
    this.signalChanged(id);
  }

  /** What the catalog has of a published journey is changed by changes of the set, with their approvals. */
  private async expectUnsettled(
    id: string,
    changes: SaveJourneyRequest['changes'],
  ): Promise<void> {
    const journey = await this.get(id);
    const settled = changes.find(
      ({ field, value }) =>
        SETTLED_FIELDS.includes(field) &&
        (value ?? '') !== (journey.fields[field]?.value ?? ''),
    );
    if (!settled) {
      return;
    }
    const { published } = await this.getKnown(id);
    if (published !== undefined) {
      throw new ConflictError(
        `'${settled.field}' of journey ${id} is settled, because change ${published} of it was published; propose a change of the policy set instead: '${BROUGHT_FILE}' of its files says who is in the group`,
      );
    }
  }

  private signalChanged(journey: string): void {
    this.options.signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: JOURNEYS_SIGNAL_CHANNEL,
        message: { journey },
      })
      .catch(error => this.options.logger.debug(`${error}`));
  }
}
