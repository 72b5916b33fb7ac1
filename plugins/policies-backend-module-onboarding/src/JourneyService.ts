import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  Board,
  ChangeDetail,
  CreateJourneyRequest,
  Draft,
  Journey,
  JourneyBranch,
  JourneyChangeRequest,
  JourneyPeopleRequest,
  JourneyPreview,
  JourneySaved,
  SaveJourneyRequest,
  Scorecard,
} from '@internal/plugin-policies-common';
import { ReadableSets } from '@internal/plugin-policies-node';
import { ReadableJourneys } from './readers/ReadableJourneys';

/** Who asks, and what they may read; by default all. */
export interface JourneyOptions {
  credentials: BackstageCredentials;
  readable?: ReadableJourneys;
  sets?: ReadableSets;
}

/** Onboarding of domains. Unknown ids throw `NotFoundError`. */
export interface JourneyService {
  getBoard(options: JourneyOptions): Promise<Board>;
  /** What one registered set has of what it should have. */
  getScorecard(set: string, options: JourneyOptions): Promise<Scorecard>;
  /** Domains and groups that sets bring, of revisions that changes published, for the catalog. */
  listEntities(options: JourneyOptions): Promise<Entity[]>;
  create(
    request: CreateJourneyRequest,
    options: JourneyOptions,
  ): Promise<Journey>;
  get(id: string, options: JourneyOptions): Promise<Journey>;
  /**
   * Says who may write in a journey besides its creator.
   *
   * @throws InputError for people that the catalog does not know
   */
  setPeople(
    id: string,
    request: JourneyPeopleRequest,
    options: JourneyOptions,
  ): Promise<Journey>;
  /** @throws ConflictError for a field that was settled by a publication */
  save(
    id: string,
    request: SaveJourneyRequest,
    options: JourneyOptions,
  ): Promise<JourneySaved>;
  /** Files, diagnostics and cases that the fields come to, by the real engine. */
  preview(id: string, options: JourneyOptions): Promise<JourneyPreview>;
  /** Takes over the files of a bundle, in place of those that were there. */
  importFiles(
    id: string,
    draft: Draft,
    options: JourneyOptions,
  ): Promise<Journey>;
  /**
   * Writes cases of what the engine decides now, for people to read and correct.
   *
   * @throws InputError where the files do not compile, or the engine does not tell what can be asked
   */
  generateCases(id: string, options: JourneyOptions): Promise<Journey>;
  /** The set as a repository holds it, with its workflow and code owners. */
  getRepository(id: string, options: JourneyOptions): Promise<Draft>;
  /** What became of the branch; undefined while none was pushed. */
  getBranch(
    id: string,
    options: JourneyOptions,
  ): Promise<JourneyBranch | undefined>;
  /**
   * Pushes the set as a branch of the configured repository, for a pull request.
   *
   * @throws NotFoundError where none is configured; what pushing throws
   */
  pushBranch(id: string, options: JourneyOptions): Promise<JourneyBranch>;
  /** Opens the change that registers the set, or pushes to it, and asks for review. */
  openChange(
    id: string,
    request: JourneyChangeRequest,
    options: JourneyOptions,
  ): Promise<ChangeDetail>;
  /** @throws ConflictError once a change of it was published */
  remove(id: string, options: JourneyOptions): Promise<void>;
}
