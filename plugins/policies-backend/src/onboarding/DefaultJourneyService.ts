import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  Board,
  ChangeDetail,
  CreateJourneyRequest,
  Draft,
  EvaluationRequest,
  evaluationRequestSchema,
  FILE_FIELD,
  Journey,
  JourneyBranch,
  JourneyChangeRequest,
  JourneyPreview,
  JourneySaved,
  JOURNEYS_SIGNAL_CHANNEL,
  OPEN_CHANGE_STATES,
  Scorecard,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Actors } from '../changes/Actor';
import { ChangeService } from '../changes/ChangeService';
import { withDraft } from '../changes/checks/withDraft';
import { Engines } from '../engines/Engines';
import { LiveSets } from '../registry/LiveSets';
import { runCases } from '../registry/runCases';
import { isError } from '../registry/summaries';
import { TemplateService } from '../templates/TemplateService';
import { CompanySnapshot } from './CompanySnapshot';
import { entitiesOf } from './entitiesOf';
import { generateCases } from './cases/generateCases';
import { answerOf, filesOfJourney, fullRef, namesIn } from './filesOfJourney';
import { JourneyOptions, JourneyService } from './JourneyService';
import { JourneyStore } from './JourneyStore';
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
      changes: ChangeService;
      templates: TemplateService;
      engines: Engines;
      liveSets: LiveSets;
      board: OnboardingBoard;
      company: CompanySnapshot;
      actors: Actors;
      signals: SignalsService;
      repository?: PolicyRepository;
      logger: LoggerService;
      /** Called when a journey brings entities that the catalog should have. */
      onEntities(): void;
    },
  ) {}

  async getBoard(options: JourneyOptions): Promise<Board> {
    const { board, changes } = this.options;
    return board.get(changes.listOpen(options));
  }

  getScorecard(set: string): Promise<Scorecard> {
    return this.options.board.getScorecard(set);
  }

  async listEntities(): Promise<Entity[]> {
    const entities = new Map<string, Entity>();
    for (const journey of await this.options.store.list()) {
      if (journey.change) {
        for (const entity of entitiesOf(journey)) {
          entities.set(stringifyEntityRef(entity), entity);
        }
      }
    }
    return [...entities.values()];
  }

  async create(
    { fields }: CreateJourneyRequest,
    { credentials }: JourneyOptions,
  ): Promise<Journey> {
    const { ref } = await this.options.actors.of(credentials);
    return this.options.store.create(ref, fields);
  }

  async get(id: string): Promise<Journey> {
    const journey = await this.options.store.find(id);
    if (!journey) {
      throw new NotFoundError(
        `there is no journey '${id}'; GET /api/policies/journeys lists them`,
      );
    }
    const { repository } = this.options;
    return repository ? { ...journey, repository: repository.shown } : journey;
  }

  async save(
    id: string,
    { changes }: SaveJourneyRequest,
    { credentials }: JourneyOptions,
  ): Promise<JourneySaved> {
    const { ref } = await this.options.actors.of(credentials);
    const saved = await this.options.store.save(id, changes, ref);
    this.moved(id);
    return saved;
  }

  async preview(id: string, options: JourneyOptions): Promise<JourneyPreview> {
    const started = performance.now();
    const journey = await this.get(id);
    const { files, problems } = await filesOfJourney(
      journey,
      this.options,
      options,
    );
    const set = answerOf(journey, 'set');
    if (set && (await this.isTaken(set, journey, options))) {
      problems.push({
        step: 'subject',
        message: `A policy set '${set}' is registered already: take another name, or propose a change of it.`,
        field: 'set',
      });
    }
    for (const [title, ref, kind] of [
      ['domainTitle', answerOf(journey, 'domain'), 'Domain'],
      ['ownerTitle', answerOf(journey, 'owner'), 'Group'],
    ] as const) {
      if (answerOf(journey, title) && ref && !journey.change) {
        const company = await this.options.company.get();
        const full = fullRef(ref, kind);
        if (
          full &&
          (kind === 'Domain' ? company.domains : company.members).has(full)
        ) {
          problems.push({
            step: 'domain',
            message: `A ${kind.toLowerCase()} '${ref}' is there already: choose it instead of making a new one.`,
            field: title,
          });
        }
      }
    }
    const common = { files, problems };
    const took = () => Math.round(performance.now() - started);
    if (!files.length) {
      return { ...common, diagnostics: [], cases: [], durationMs: took() };
    }
    return withDraft(
      files,
      this.options.engines,
      async (draft, diagnostics) => ({
        ...common,
        diagnostics,
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
    const { files, driver } = understandBundle(draft.files);
    const engine = this.options.engines.records.find(
      known => known.driver === driver,
    )?.name;
    const values = new Map<string, string | null>([
      ...Object.keys(journey.fields)
        .filter(name => name.startsWith(FILE_FIELD))
        .map(name => [name, null] as const),
      ...files.map(
        ({ path, content }) => [`${FILE_FIELD}${path}`, content] as const,
      ),
      ['start', 'import'],
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
    if (!preview.files.length) {
      throw new InputError(
        `journey ${id} has no files yet: ${preview.problems[0]?.message}`,
      );
    }
    return {
      files: repositoryFiles({
        set: answerOf(journey, 'set')!,
        owner: fullRef(answerOf(journey, 'owner'), 'Group') ?? '',
        files: preview.files,
        entities: entitiesOf(journey),
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
    const actor = await actors.of(options.credentials);
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
    const { store, changes, onEntities } = this.options;
    const journey = await this.get(id);
    const preview = await this.preview(id, options);
    const wrong =
      preview.problems[0]?.message ??
      preview.diagnostics.find(isError)?.message;
    if (wrong) {
      throw new InputError(`journey ${id} is not ready: ${wrong}`);
    }
    const { files } = preview;
    const open =
      journey.change === undefined
        ? undefined
        : await changes.get(journey.change, options);
    if (open && OPEN_CHANGE_STATES.includes(open.state)) {
      return changes.push(
        open.id,
        { version: open.version, files, base: open.base },
        options,
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
      options,
    );
    await store.setChange(id, change.id);
    this.moved(id);
    onEntities();
    return change;
  }

  async remove(id: string): Promise<void> {
    await this.get(id);
    await this.options.store.remove(id);
    this.moved(id);
    this.options.onEntities();
  }

  /** A set of this name that this journey did not bring. */
  private async isTaken(
    set: string,
    { change }: Journey,
    options: JourneyOptions,
  ): Promise<boolean> {
    if (!this.options.liveSets.find(set)) {
      return false;
    }
    return (
      change === undefined ||
      (await this.options.changes.get(change, options)).set !== set
    );
  }

  private moved(journey: string): void {
    this.options.signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: JOURNEYS_SIGNAL_CHANNEL,
        message: { journey },
      })
      .catch(error => this.options.logger.debug(`${error}`));
  }
}

/** The request that was tried; undefined while it is none. */
function triedRequest(journey: Journey): EvaluationRequest | undefined {
  try {
    return evaluationRequestSchema.safeParse(
      JSON.parse(answerOf(journey, 'request') ?? ''),
    ).data;
  } catch {
    return undefined;
  }
}
