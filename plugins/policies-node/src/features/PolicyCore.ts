import { DecisionLog } from '../decisionLog';
import { DecisionService } from '../decisions';
import { AdmittedCallers } from '../doors';
import { Check } from '../checks/Check';
import { Deployments } from '../deployments/Deployments';
import { CallableRoutes } from '../http/RouteCalls';
import { Jobs } from '../jobs/Jobs';
import { Company } from './Company';
import { ConfiguredEngines } from './ConfiguredEngines';
import { DecisionReaders } from './DecisionReaders';
import { FeatureRef } from './FeatureRef';
import { DecisionObserver, SourceFollower } from './listeners';
import { RegisteredSets } from './RegisteredSets';
import { RevisionGuard } from './RevisionGuard';
import { SetReaders } from './SetReaders';

/** What the core shares with features. */
export interface PolicyCore {
  sets: RegisteredSets;
  deployments: Deployments;
  engines: ConfiguredEngines;
  company: Company;
  decisionLog: DecisionLog;
  /** Decides as every door does: authorized, measured and traced. */
  decisions: DecisionService;
  /** Who may ask for decisions. */
  callers: AdmittedCallers;
  /** The routes, to be called in another way than over HTTP. */
  routes: CallableRoutes;
  /** Long work that any replica may do. */
  jobs: Jobs;
  /** Who may read which sets. */
  setReaders: SetReaders;
  /** Who may read the decisions of which sets. */
  readers: DecisionReaders;
  /** What features have checked of every push of a change; of all of them from `start` on. */
  listChecks(): Check[];
  /** What features have every revision keep before it becomes active; of all of them from `start` on. */
  listGuards(): RevisionGuard[];
  /** Has decisions told that were served, cached ones among them. */
  observeDecisions(observer: DecisionObserver): void;
  /** Has the content told that the source of a set holds and that does not become active by itself. */
  followSources(follower: SourceFollower): void;
  /** Offers something to other features, in `create`. */
  offer<T>(ref: FeatureRef<T>, implementation: T): void;
  /** What another feature offers, from `start` on; undefined where that feature is left out or failed. */
  find<T>(ref: FeatureRef<T>): T | undefined;
}
