import { InputError } from '@backstage/errors';
import {
  EvaluationRequest,
  evaluationRequestSchema,
  FileAccount,
  isError,
  Journey,
  JourneyPreview,
  readJson,
} from '@internal/plugin-policies-common';
import {
  ConfiguredEngines,
  RegisteredSets,
  runCases,
  withDraft,
} from '@internal/plugin-policies-node';
import { stringify } from 'yaml';
import { answerOf, listOf, namesIn } from './answers';
import { broughtByJourney } from './broughtByJourney';
import { generateCases } from './cases/generateCases';
import { JourneyChanges } from './changesOf';
import { filesOfJourney } from './filesOfJourney';
import { JourneyOptions } from './JourneyService';
import { TemplateService } from './templates/TemplateService';
import { tellOfFiles } from './tellOfFiles';

/** What journeys come to: files that are compiled and tried, and stored nowhere. */
export class JourneyDrafts {
  constructor(
    private readonly options: {
      changes: Pick<JourneyChanges, 'find' | 'problemsOf'>;
      templates: TemplateService;
      engines: ConfiguredEngines;
      liveSets: RegisteredSets;
    },
  ) {}

  /** What the answers come to, and what the engine says of it. */
  async preview(
    journey: Journey,
    options: JourneyOptions,
  ): Promise<JourneyPreview> {
    const started = performance.now();
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
        message: options.sets?.hides(set)
          ? 'No policy set can have this name: take another one.'
          : `A policy set '${set}' is registered already: take another name, or propose a change of it.`,
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

  /**
   * Cases that show what the files decide, as YAML.
   *
   * @throws InputError while there are no files, or they do not compile
   */
  async writeCases(journey: Journey, options: JourneyOptions): Promise<string> {
    const { files, problems } = await filesOfJourney(
      journey,
      this.options,
      options,
    );
    if (!files.length) {
      throw new InputError(
        `journey ${journey.id} has no files yet: ${problems[0]?.message}`,
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
    return stringify(cases, { aliasDuplicateObjects: false });
  }

  /** A set of this name that this journey did not bring. */
  private async isTaken(set: string, { change }: Journey): Promise<boolean> {
    const { liveSets, changes } = this.options;
    return (
      liveSets.find(set) !== undefined &&
      (change === undefined || (await changes.find(change))?.set !== set)
    );
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
