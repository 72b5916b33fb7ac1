import { Permission } from '@backstage/plugin-permission-common';
import { Door } from '../doors';
import { Check } from '../checks/Check';
import { Route } from '../http/Route';
import { JobKind } from '../jobs/JobKind';
import { PolicyCore } from './PolicyCore';
import { RevisionGuard } from './RevisionGuard';

/**
 * A part of the portal that can be left out. A backend module of the plugin `policies` adds it through
 * `policiesFeaturesExtensionPoint`; where it fails to start, decisions go on and the portal says which it is.
 */
export interface PolicyFeature {
  /** Unique; people read it. */
  name: string;
  /** Folder of its migrations, which have a table of their own. */
  migrations?: string;
  permissions?: readonly Permission[];
  /** Called once, before anything of the portal is served. */
  create(core: PolicyCore): Promise<CreatedFeature>;
}

/** What a feature brings. */
export interface CreatedFeature {
  routes?: Route[];
  /** Ways in for decisions; opened after `start`. */
  doors?: Door[];
  /** What is checked of every push of a change, where the feature `changes` is installed. */
  checks?: Check[];
  /** What every revision must keep before it becomes active. */
  guards?: RevisionGuard[];
  /** Work that it has done by jobs, whoever asks for it. */
  jobs?: JobKind[];
  /** Begins what goes on by itself; other features can be found from then on. */
  start?(): Promise<void> | void;
  /** Ends what `create` and `start` began. */
  stop?(): Promise<void> | void;
}
