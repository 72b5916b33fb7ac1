import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  ChangeDetail,
  ChangeState,
  CreateChangeRequest,
  PushChangeRequest,
} from '@internal/plugin-policies-common';
import { BroughtEntities } from '../brought/BroughtEntities';
import { createFeatureRef } from './FeatureRef';
import { ReadableSets } from './ReadableSets';

/** A change, in short. */
export interface KnownChange {
  id: string;
  set: string;
  state: ChangeState;
  /** What a write names that is made from this state. */
  version: number;
  /** The revision it was made from. */
  base?: string;
}

/** A change that has not ended, in short. */
export interface OpenChange extends Pick<KnownChange, 'id' | 'set' | 'state'> {
  /** Some check ended and did not pass. */
  checksFailed: boolean;
}

/** Why an entity cannot come from a set. */
export interface EntityProblem {
  kind: 'domain' | 'group';
  /** A clause that says what is in the way. */
  message: string;
  /** A sentence that says what to do with the file. */
  help: string;
}

/** Who proposes something. */
export interface ProposeOptions {
  credentials: BackstageCredentials;
  /** Who wrote some of what is proposed, besides whoever proposes it; no caller of the API says so. */
  otherAuthors?: string[];
}

/** What the feature `changes` offers to others. */
export interface ProposedChanges {
  /** Opens a change, with the permissions of whoever proposes it. */
  create(
    request: CreateChangeRequest,
    options: ProposeOptions,
  ): Promise<ChangeDetail>;
  push(
    id: string,
    request: PushChangeRequest,
    options: ProposeOptions,
  ): Promise<ChangeDetail>;
  /** What has not ended, in short, and what was rejected or withdrawn; newest first. */
  listOpen(options: ProposeOptions): Promise<OpenChange[]>;
  /** A change as it is kept; asks for no permission. */
  find(id: string): Promise<KnownChange | undefined>;
  /**
   * What sets hold in the catalog, by what was published.
   *
   * @param sets - those it is told of; by default all
   */
  listEntities(sets?: ReadableSets): Promise<Entity[]>;
  /** Changes that were published, whatever became of them, and their sets; asks for no permission. */
  listPublished(): Promise<Array<Pick<KnownChange, 'id' | 'set'>>>;
  /** What stands against the entities that a set would bring. */
  problemsOf(
    set: string,
    brought: BroughtEntities | undefined,
  ): Promise<EntityProblem[]>;
}

/** Found where the feature `changes` is installed. */
export const changesRef = createFeatureRef<ProposedChanges>('policies.changes');
