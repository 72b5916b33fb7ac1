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
import { policyChangePermissions } from '@internal/plugin-policies-common';
import {
  Actors,
  changesRef,
  CreatedFeature,
  policyChangeResourceRef,
  policyChangeRules,
  PolicyCore,
  proofsRef,
} from '@internal/plugin-policies-node';
import { DatabaseBroughtStore } from './brought/DatabaseBroughtStore';
import { EntityGuard } from './brought/EntityGuard';
import { readReservedGroups } from './brought/readReservedGroups';
import { Approvals } from './approvals/Approvals';
import { CompanyFollower } from './approvals/CompanyFollower';
import { readApprovalRules } from './rules/ApprovalRules';
import { AuthorizedChangeService } from './AuthorizedChangeService';
import { ChangeNotifier } from './ChangeNotifier';
import { ChangeResources } from './ChangeResources';
import { CasesCheck } from './checks/CasesCheck';
import { CheckJobs } from './checks/CheckJobs';
import { CheckList } from './checks/CheckList';
import { DatabaseCheckStore } from './database/DatabaseCheckStore';
import { HouseRulesCheck } from './checks/HouseRulesCheck';
import { readHouseRules } from './rules/HouseRules';
import { ImpactCheck } from './checks/ImpactCheck';
import { NativeTestsCheck } from './checks/NativeTestsCheck';
import { PushChecks } from './checks/PushChecks';
import { ValidationCheck } from './checks/ValidationCheck';
import { DatabaseChangeStore } from './database/DatabaseChangeStore';
import { DefaultChangeService } from './DefaultChangeService';
import { Differences } from './difference/Differences';
import { proofPacker } from './evidence/packProofs';
import { FlipReaders } from './FlipReaders';
import { ChangeReaders } from './rights/ChangeReaders';
import { ChangeRights } from './rights/ChangeRights';
import { Publisher } from './publication/Publisher';
import { DatabaseShadowCounter } from './shadow/DatabaseShadowCounter';
import { ShadowEvaluator } from './shadow/ShadowEvaluator';
import { changeRoutes } from './changeRoutes';

/** Puts together all that changes take. */
export async function createChanges(
  core: PolicyCore,
  services: {
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
  },
): Promise<CreatedFeature> {
  const { config, database, permissionsRegistry } = services;
  const { deployments, engines, sets: liveSets } = core;
  const guard = new EntityGuard({
    ...services,
    store: await DatabaseBroughtStore.create(database, deployments),
    liveSets,
    reserved: readReservedGroups(config),
  });
  const checkJobs = new CheckJobs(core.jobs);
  const houseRules = readHouseRules(config);
  const checkList = new CheckList({
    listAdded: core.listChecks,
    required: houseRules.checks,
  });
  checkList.addOwn([
    new ValidationCheck(),
    new CasesCheck(),
    new NativeTestsCheck(),
    new HouseRulesCheck({
      engines,
      liveSets,
      guard,
      directory: core.company,
      rules: houseRules,
      checkList,
      findProofs: () => core.find(proofsRef),
    }),
    new ImpactCheck(core),
  ]);
  const options = {
    ...services,
    deployments,
    checkList,
    engines,
    liveSets,
    guard,
    decisionLog: core.decisionLog,
    store: await DatabaseChangeStore.create(
      database,
      deployments,
      checkJobs,
      () => checkList.listRequired(),
    ),
    checks: await DatabaseCheckStore.create(database, checkJobs),
    counter: await DatabaseShadowCounter.create(database),
    listGuards: core.listGuards,
    directory: core.company,
    actors: new Actors(services),
  };
  const { store, directory, actors } = options;
  const resources = new ChangeResources(options);
  permissionsRegistry.addResourceType({
    resourceRef: policyChangeResourceRef,
    permissions: policyChangePermissions,
    rules: policyChangeRules,
    getResources: ids => Promise.all(ids.map(id => resources.findChange(id))),
  });

  const notifier = new ChangeNotifier(options);
  const differences = new Differences(options);
  const approvals = new Approvals({
    ...options,
    differences,
    rules: readApprovalRules(config),
    onMoved: change => notifier.signalChanged(change),
  });
  const plain = new DefaultChangeService({
    ...options,
    publisher: new Publisher(options),
    packProofs: proofPacker({
      findProofs: () => core.find(proofsRef),
      logger: services.logger,
    }),
    approvals,
    differences,
    notifier,
  });
  const pushChecks = new PushChecks({
    ...options,
    list: checkList,
    onProgress: change => notifier.signalChanged(change),
    onEnd: change => approvals.settle(change),
  });
  const shadows = new ShadowEvaluator({
    ...options,
    onCounted: change => notifier.signalChanged(change),
  });
  const follower = new CompanyFollower({
    ...services,
    approvals,
    company: core.company,
  });
  const { setReaders } = core;
  const service = new AuthorizedChangeService(plain, {
    setReaders,
    resources,
    readers: new ChangeReaders({ ...options, setReaders, resources }),
    rights: new ChangeRights({ ...services, resources }),
    flips: new FlipReaders({
      readers: core.readers,
      actors,
      resources,
      directory,
    }),
  });
  core.observeDecisions((...served) => shadows.observe(...served));
  core.followSources(({ name, seenRevision, location }, files) =>
    plain.proposeFromSource(name, files, seenRevision, location),
  );
  core.offer(changesRef, {
    create: (...call) => service.create(...call),
    push: (...call) => service.push(...call),
    listOpen: (...call) => service.listOpen(...call),
    find: id => store.find(id),
    listEntities: sets => guard.listEntities(sets),
    listPublished: () => store.listPublished(),
    problemsOf: (...call) => guard.problemsOf(...call),
  });
  return {
    routes: changeRoutes(service),
    jobs: [pushChecks],
    start: async () => {
      checkList.tellTaken(services.logger);
      await options.checks.resume();
      shadows.start();
      follower.start();
    },
    stop: async () => {
      await Promise.all([shadows.stop(), follower.stop()]);
    },
  };
}
