import {
  decisionReadPermission,
  setReadPermission,
} from '@internal/plugin-policies-common';
import {
  Check,
  JobKind,
  RevisionGuard,
  Route,
  policySetResourceRef,
  policySetRules,
  toSetResource,
} from '@internal/plugin-policies-node';
import { CatalogCompany } from '../company/CatalogCompany';
import { ConditionalDecisionReaders } from '../decisions/ConditionalDecisionReaders';
import { DecisionRetention } from '../decisionLog/DecisionRetention';
import { openDecisionLog } from '../decisionLog/openDecisionLog';
import { DatabaseDeployments } from '../deployments/DatabaseDeployments';
import { EngineMonitor } from '../engines/EngineMonitor';
import { Engines } from '../engines/Engines';
import { SharedCore } from '../features/SharedCore';
import { ConditionalSetReaders } from '../registry/ConditionalSetReaders';
import { DatabaseRegistryState } from '../registry/DatabaseRegistryState';
import { FirstRead } from '../registry/FirstRead';
import { LiveSets } from '../registry/LiveSets';
import { PolicyRegistry } from '../registry/PolicyRegistry';
import { SourceReading } from '../registry/SourceReading';
import { readConfiguredSources } from '../sources/readConfiguredSources';
import { CoreServices } from './CoreServices';
import { Lifetime } from '../lifetime/Lifetime';
import { AddedParts } from '../features/AddedParts';
import { expectCheckName } from '../features/expectCheckName';
import { Listeners } from '../features/Listeners';
import { composeRouteCalls } from '../routeCalls/composeRouteCalls';
import { MeasuredRefresh } from '../registry/MeasuredRefresh';
import { Instruments } from '../telemetry/Instruments';
import { observeCore } from './observeCore';
import { createDecisions } from './createDecisions';
import { DatabaseJobs } from '../jobs/DatabaseJobs';
import { composeJobKind } from '../jobs/composeJobKind';
import { readJobOptions } from '../jobs/readJobOptions';

/** What another replica published decides here after this long at most, and the time to compile it. */
const SYNC_MS = 500;

export type Core = Awaited<ReturnType<typeof createCore>>;

/** What keeps revisions and has engines decide by them, before any of it is served. */
export async function createCore(services: CoreServices, lifetime: Lifetime) {
  const { config, database, logger, permissionsRegistry } = services;
  const engines = await Engines.fromConfig(services);
  lifetime.onEnd(() => engines.dispose());
  const deployments = await DatabaseDeployments.create(database);
  const state = await DatabaseRegistryState.create(database);
  const instruments = new Instruments(services.metrics);
  const { log: decisionLog, archive } = await openDecisionLog(
    services,
    instruments,
    lifetime,
  );
  const firstRead = new FirstRead(
    services.readiness.holdBack(
      'the first read of the policy sources has not ended',
    ),
  );
  const liveSets = new LiveSets(deployments, engines, logger, firstRead);
  await new DecisionRetention({ ...services, archive, deployments }).schedule();
  permissionsRegistry.addResourceType({
    resourceRef: policySetResourceRef,
    // Those of features are added by these.
    permissions: [setReadPermission, decisionReadPermission],
    rules: policySetRules,
    getResources: async names =>
      names.map(name => {
        const stored = liveSets.find(name);
        return stored && toSetResource(name, stored.manifest);
      }),
  });
  const setReaders = new ConditionalSetReaders({ ...services, liveSets });
  const readers = new ConditionalDecisionReaders({ ...services, setReaders });
  const company = new CatalogCompany(services);
  const listeners = new Listeners(logger);
  const checks = new AddedParts<Check>('a check', expectCheckName);
  const guards = new AddedParts<RevisionGuard>('a guard of revisions');
  const jobKinds = new AddedParts<JobKind>('a kind of jobs', kind =>
    composeJobKind(kind, { ...services, instruments }),
  );
  const jobs = await DatabaseJobs.create({
    ...services,
    ...readJobOptions(config),
    kinds: jobKinds,
  });
  const registry = new PolicyRegistry({
    ...services,
    sources: [
      ...readConfiguredSources(config, services.urlReader),
      ...services.sources,
    ],
    deployments,
    state,
    liveSets,
    engines,
    firstRead,
    listGuards: () => guards.list(),
    onSourceMoved: (set, { files }) => listeners.tellSourceMoved(set, files),
  });
  const reading = new SourceReading({
    ...services,
    registry: new MeasuredRefresh(registry, instruments),
    firstRead,
  });
  const engineMonitor = EngineMonitor.fromConfig(config, {
    engines,
    liveSets,
    logger,
    health: services.engineHealth,
    isStarting: () => !firstRead.ended,
    onRecovery: engine => {
      liveSets.retry(engine);
      reading.noteRecovery();
    },
  });
  const { callers, decisions } = await createDecisions(
    {
      liveSets,
      decisionLog,
      deployments,
      engines,
      instruments,
      isRemote: engine => engines.isRemote(engine),
      gateOf: engine => engines.gate(engine),
      onDecided: listeners.tellDecided,
      onEngineFault: engine => engineMonitor.noticeFault(engine),
    },
    services,
    lifetime,
  );
  const routes: Route[] = [];
  const routeCalls = composeRouteCalls({ ...services, instruments });
  observeCore(instruments, { engines, engineMonitor, sets: liveSets, jobs });
  /** Begins what goes on by itself; comes back when the sources were read, or that took long enough. */
  async function open(): Promise<void> {
    // Before features end: what is read may be told them.
    lifetime.onEnd(() => engineMonitor.stop());
    lifetime.onEnd(() => reading.stop());
    lifetime.onEnd(() => company.stop());
    await company.start();
    await engineMonitor.checkAll();
    await reading.begin();
    services.lifecycle.addStartupHook(() => {
      engines.portalIsOpen();
      liveSets.retryAll();
      reading.open(engines.records.some(({ engine }) => engine.handler));
    });
    engineMonitor.start();
    lifetime.every(SYNC_MS, 'sets cannot be synced', () => liveSets.sync());
  }

  const shared: SharedCore = {
    sets: liveSets,
    deployments,
    engines: {
      names: engines.names,
      has: name => engines.has(name),
      get: name => engines.get(name),
      driverOf: name => engines.driverOf(name),
      listStatus: () => engineMonitor.list(),
      compileLive: bundle => engines.compileLive(bundle),
      behindOthers: (name, compiled) => engines.behindOthers(name, compiled),
    },
    company,
    decisions,
    callers,
    decisionLog,
    setReaders,
    routes: {
      list: () => [...routes],
      answer: call => routeCalls.answer(call),
    },
    jobs,
    listChecks: () => checks.list(),
    listGuards: () => guards.list(),
    readers,
  };
  return {
    engines,
    deployments,
    state,
    decisionLog,
    firstRead,
    liveSets,
    setReaders,
    readers,
    listeners,
    checks,
    guards,
    jobKinds,
    jobs,
    registry,
    engineMonitor,
    callers,
    decisions,
    routes,
    routeCalls,
    shared,
    open,
  };
}
