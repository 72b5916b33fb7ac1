import {
  AuthService,
  DatabaseService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  policyChangePermissions,
  PolicyFile,
  policySetPermissions,
} from '@internal/plugin-policies-common';
import {
  DecisionLog,
  isChangeAuthor,
  isChangeReviewer,
  isChangeSetOwner,
  isSetOwner,
  policyChangeResourceRef,
  policySetResourceRef,
} from '@internal/plugin-policies-node';
import { DecisionReaders } from '../decisions/DecisionReaders';
import { EntityGuard } from '../company/EntityGuard';
import { Engines } from '../engines/Engines';
import { LiveSets } from '../registry/LiveSets';
import { Deployments, StoredSet } from '../deployments/Deployments';
import { Actors } from './Actor';
import { Approvals } from './approvals/Approvals';
import { readApprovalRules } from './approvals/ApprovalRules';
import { CatalogDirectory } from './approvals/Directory';
import { AuthorizedChangeService } from './AuthorizedChangeService';
import { ChangeNotifier } from './ChangeNotifier';
import { ChangeResources } from './ChangeResources';
import { ChangeService } from './ChangeService';
import { StoredChange } from './ChangeStore';
import { CasesCheck } from './checks/CasesCheck';
import { CheckRunner } from './checks/CheckRunner';
import { DatabaseCheckQueue } from './checks/DatabaseCheckQueue';
import { HouseRulesCheck, readHouseRules } from './checks/HouseRulesCheck';
import { ImpactCheck } from './checks/ImpactCheck';
import { NativeTestsCheck } from './checks/NativeTestsCheck';
import { ValidationCheck } from './checks/ValidationCheck';
import { DatabaseChangeStore } from './database/DatabaseChangeStore';
import { DefaultChangeService } from './DefaultChangeService';
import { Differences } from './difference/Differences';
import { FlipReaders } from './FlipReaders';
import { Publisher } from './publication/Publisher';
import { DatabaseShadowCounter } from './shadow/DatabaseShadowCounter';
import { ShadowEvaluator } from './shadow/ShadowEvaluator';

/** The changes of this replica. */
export interface Changes {
  service: ChangeService;
  /** A change as it is kept, for those who ask for no permission. */
  find(id: string): Promise<StoredChange | undefined>;
  /** Opens a change with what the source of a set holds now. */
  proposeFromSource(
    set: Pick<StoredSet, 'name' | 'location' | 'seenRevision'>,
    files: PolicyFile[],
  ): Promise<void>;
  /** Tells of decisions that were served. */
  observe: ShadowEvaluator['observe'];
  start(): void;
  stop(): Promise<void>;
}

/** Puts together all that changes take. */
export async function createChanges(options: {
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  events: EventsService;
  logger: LoggerService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  signals: SignalsService;
  userInfo: UserInfoService;
  deployments: Deployments;
  liveSets: LiveSets;
  engines: Engines;
  decisionLog: DecisionLog;
  guard: EntityGuard;
  readers: DecisionReaders;
}): Promise<Changes> {
  const { config, engines, liveSets, permissionsRegistry } = options;
  const store = await DatabaseChangeStore.create(
    options.database,
    options.deployments,
  );
  const queue = await DatabaseCheckQueue.create(options.database);
  const counter = await DatabaseShadowCounter.create(options.database);
  const directory = new CatalogDirectory(options);
  const resources = new ChangeResources({
    ...options,
    store,
    directory,
  });
  permissionsRegistry.addResourceType({
    resourceRef: policySetResourceRef,
    permissions: policySetPermissions,
    rules: [isSetOwner],
    getResources: async names => names.map(name => resources.findSet(name)),
  });
  permissionsRegistry.addResourceType({
    resourceRef: policyChangeResourceRef,
    permissions: policyChangePermissions,
    rules: [isChangeSetOwner, isChangeAuthor, isChangeReviewer],
    getResources: ids => Promise.all(ids.map(id => resources.findChange(id))),
  });

  const notifier = new ChangeNotifier(options);
  let wakeRunner = () => {};
  const differences = new Differences(options);
  const approvals = new Approvals({
    guard: options.guard,
    store,
    queue,
    differences,
    liveSets,
    directory,
    rules: readApprovalRules(config),
    onMoved: change => notifier.moved(change),
  });
  const actors = new Actors(options);
  const service = new DefaultChangeService({
    ...options,
    store,
    queue,
    counter,
    publisher: new Publisher({ ...options, store }),
    actors,
    approvals,
    differences,
    notifier,
    onChecksQueued: () => wakeRunner(),
  });
  const runner = new CheckRunner({
    ...options,
    store,
    queue,
    checks: [
      new ValidationCheck(engines),
      new CasesCheck(engines),
      new NativeTestsCheck(engines),
      new HouseRulesCheck({
        engines,
        liveSets,
        rules: readHouseRules(config),
        directory,
        guard: options.guard,
      }),
      new ImpactCheck(options),
    ],
    onProgress: change => notifier.moved(change),
    onEnd: change => approvals.settle(change),
  });
  wakeRunner = () => runner.wake();
  const shadows = new ShadowEvaluator({
    ...options,
    store,
    counter,
    onCounted: change => notifier.moved(change),
  });
  return {
    service: new AuthorizedChangeService(service, {
      auth: options.auth,
      permissions: options.permissions,
      registry: permissionsRegistry,
      resources,
      flips: new FlipReaders({
        readers: options.readers,
        actors,
        resources,
        directory,
      }),
    }),
    find: id => store.find(id),
    proposeFromSource: ({ name, seenRevision, location }, files) =>
      service.proposeFromSource(name, files, seenRevision, location),
    observe: (...served) => shadows.observe(...served),
    start: () => {
      runner.start();
      shadows.start();
    },
    stop: async () => {
      await Promise.all([runner.stop(), shadows.stop()]);
    },
  };
}
