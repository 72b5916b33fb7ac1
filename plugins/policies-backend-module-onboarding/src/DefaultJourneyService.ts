import { Entity } from '@backstage/catalog-model';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  Board,
  BROUGHT_FILE,
  ChangeDetail,
  CreateJourneyRequest,
  Draft,
  EvaluationRequest,
  evaluationRequestSchema,
  FILE_FIELD,
  FileAccount,
  isError,
  Journey,
  JourneyBranch,
  JourneyChangeRequest,
  JourneyPeopleRequest,
  JourneyPreview,
  JOURNEYS_SIGNAL_CHANNEL,
  JourneySaved,
  OPEN_CHANGE_STATES,
  readJson,
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
  RegisteredSets,
  runCases,
  toEntities,
  withDraft,
} from '@internal/plugin-policies-node';
import { TemplateService } from './templates/TemplateService';
import { generateCases } from './cases/generateCases';
import { tellOfFiles } from './tellOfFiles';
import { answerOf, fullRef, listOf, namesIn } from './answers';
import { broughtByJourney } from './broughtByJourney';
import { JourneyChanges } from './changesOf';
import { filesOfJourney } from './filesOfJourney';
import { findPublishedChange } from './findPublishedChange';
import { JourneyOptions, JourneyService } from './JourneyService';
import { JourneyStore, StoredJourney } from './JourneyStore';
import { OnboardingBoard } from './OnboardingBoard';
import { PolicyRepository } from './repository/PolicyRepository';
import { repositoryFiles } from './repository/repositoryFiles';
import { understandBundle } from './bundle/understandBundle';
import { stringify } from 'yaml';

const GENERATED_CASES = `${FILE_FIELD}tests/generated.yaml`;

/** {@link JourneyService} over the plugin's database. */
export class DefaultJourneyService implements JourneyService {
  constructor(
    private readonly options: {
      store: JourneyStore;
      changes: JourneyChanges;
      templates: TemplateService;
      engines: ConfiguredEngines;
      liveSets: RegisteredSets;
      board: OnboardingBoard;
      company: Company;
      actors: Actors;
      signals: SignalsService;
      repository?: PolicyRepository;
      logger: LoggerService;
    },
  ) {}

  async getBoard(options: JourneyOptions): Promise<Board> {
    const { board, changes } = this.options;
    return board.get(changes.listOpen(options));
  }

  getScorecard(set: string): Promise<Scorecard> {
    return this.options.board.getScorecard(set);
  }

  /** The domains and groups of published revisions: what a journey says meanwhile does not count. */
  listEntities(): Promise<Entity[]> {
    return this.options.changes.listEntities();
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
      throw new NotFoundError(
        `there is no journey '${id}'; GET /api/policies/journeys lists them`,
      );
    }
    const { repository } = this.options;
    return {
      ...journey,
      published: (await findPublishedChange(journey, this.options.changes))?.id,
      repository: repository?.shown,
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
    const started = performance.now();
    const journey = await this.get(id);
    const { files, problems, manifestIsWritten } = await filesOfJourney(
      journey,
      this.options,
      options,
    );
    const isAnswered = !problems.length;
    const set = answerOf(journey, 'set');
    if (set && (await this.isTaken(set, journey))) {
      problems.push({
        step: 'subject',
        message: `A policy set '${set}' is registered already: take another name, or propose a change of it.`,
        field: 'set',
      });
    }
    for (const { kind, message } of await this.options.changes.problemsOf(
      set ?? '',
      broughtByJourney(journey),
    )) {
      problems.push({
        step: 'domain',
        message: `${
          kind === 'domain' ? 'Domain' : 'Owner'
        }: ${message}. Choose one that is there, or take another name.`,
        field: kind === 'domain' ? 'domainTitle' : 'ownerTitle',
      });
    }
    const common = { files, problems };
    const took = () => Math.round(performance.now() - started);
    if (!files.length) {
      return {
        ...common,
        account: [],
        diagnostics: [],
        cases: [],
        durationMs: took(),
      };
    }
    return withDraft(
      files,
      this.options.engines,
      async (draft, diagnostics, account) => ({
        ...common,
        account: [...account, ...leftOutOf(journey)],
        diagnostics: manifestIsWritten
          ? tellOfFiles(diagnostics, isAnswered)
          : diagnostics,
        cases: draft ? await runCases(draft.compiled, draft.ready.cases) : [],
        durationMs: took(),
      }),
    );
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
    const { files, problems } = await filesOfJourney(
      journey,
      this.options,
      options,
    );
    if (!files.length) {
      throw new InputError(
        `journey ${id} has no files yet: ${problems[0]?.message}`,
      );
    }
    const cases = await withDraft(
      files,
      this.options.engines,
      async (draft, diagnostics) => {
        if (!draft) {
          throw new InputError(
            `the files do not compile yet: ${
              diagnostics.find(isError)?.message
            }`,
          );
        }
        return generateCases(draft, {
          actions: namesIn(answerOf(journey, 'actions')),
          subjectType: answerOf(journey, 'subjectType'),
          request: triedRequest(journey),
        });
      },
    );
    await this.save(
      id,
      {
        changes: [
          {
            field: GENERATED_CASES,
            value: stringify(cases, { aliasDuplicateObjects: false }),
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
    const preview = await this.preview(id, options);
    const problem = preview.files.length
      ? preview.problems.find(({ step }) => step === 'domain')
      : preview.problems[0];
    if (!preview.files.length || problem) {
      throw new InputError(`journey ${id} is not ready: ${problem?.message}`);
    }
    const set = answerOf(journey, 'set')!;
    const brought = broughtByJourney(journey);
    return {
      files: repositoryFiles({
        set,
        owner: fullRef(answerOf(journey, 'owner'), 'Group') ?? '',
        files: preview.files,
        entities: brought ? [...toEntities(set, brought).values()] : [],
      }),
    };
  }

  async getBranch(id: string): Promise<JourneyBranch | undefined> {
    const { repository, store } = this.options;
    await this.get(id);
    const pushed = await store.getBranch(id);
    return (
      repository &&
      pushed && {
        ...pushed,
        repository: repository.shown,
        ...(await repository.look(pushed.branch, pushed.commit)),
      }
    );
  }

  async pushBranch(
    id: string,
    options: JourneyOptions,
  ): Promise<JourneyBranch> {
    const { repository, actors } = this.options;
    if (!repository) {
      throw new NotFoundError(
        `no repository is configured to push to; set 'policies.onboarding.repository', or take the files`,
      );
    }
    const { files } = await this.getRepository(id, options);
    const journey = await this.get(id);
    const actor = await actors.resolve(options.credentials);
    const before = await this.getBranch(id);
    // A branch that others have, or had, is left to them.
    const count = Number(/-(\d+)$/.exec(before?.branch ?? '')?.[1] ?? 0) + 1;
    const branch = `onboard-${answerOf(journey, 'set')}-${id}-${count}`;
    const commit = await repository.push({
      branch,
      files,
      author: actor.ref,
      message: `Onboard ${answerOf(journey, 'title')}`,
    });
    await this.options.store.setBranch(id, branch, commit);
    return { repository: repository.shown, branch, commit, state: 'open' };
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

  /** A set of this name that this journey did not bring. */
  private async isTaken(set: string, { change }: Journey): Promise<boolean> {
    const { liveSets, changes } = this.options;
    return (
      liveSets.find(set) !== undefined &&
      (change === undefined || (await changes.find(change))?.set !== set)
    );
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

/** What was imported beside the files of the set: nothing reads it. */
function leftOutOf(journey: Journey): FileAccount[] {
  return answerOf(journey, 'start') === 'import'
    ? listOf(journey, 'leftOut').map(path => ({ path, use: 'unused' }))
    : [];
}

/** The request that was tried; undefined while it is none. */
function triedRequest(journey: Journey): EvaluationRequest | undefined {
  try {
    return evaluationRequestSchema.safeParse(
      readJson(answerOf(journey, 'request') ?? ''),
    ).data;
  } catch {
    return undefined;
  }
}
