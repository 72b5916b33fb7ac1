import {
  coreServices,
  createBackendPlugin,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  resolvePackagePath,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { policiesPermissions } from '@internal/plugin-policies-common';
import {
  engineHealthServiceRef,
  leanEntryServiceRef,
  PolicyEngineDriver,
  policyEnginesExtensionPoint,
  PolicySetSource,
  policySourcesExtensionPoint,
  readinessServiceRef,
} from '@internal/plugin-policies-node';
import { createChanges } from './changes/createChanges';
import { DatabaseBroughtStore } from './company/DatabaseBroughtStore';
import { EntityGuard } from './company/EntityGuard';
import { readReservedGroups } from './company/readReservedGroups';
import { createRouter } from './createRouter';
import { AuthorizedDecisionService } from './decisions/AuthorizedDecisionService';
import {
  createDiscoveryRouter,
  WELL_KNOWN_PATH,
} from './decisions/createDiscoveryRouter';
import { DatabaseDecisionLog } from './decisions/DatabaseDecisionLog';
import { DecisionCache } from './decisions/DecisionCache';
import { DecisionReaders } from './decisions/DecisionReaders';
import { DefaultDecisionService } from './decisions/DefaultDecisionService';
import { openLeanEntry } from './decisions/lean/openLeanEntry';
import { DatabaseDeployments } from './deployments/DatabaseDeployments';
import { EngineMonitor } from './engines/EngineMonitor';
import { AuthorizedEngineRepairer } from './engines/EngineRepairer';
import { Engines } from './engines/Engines';
import { createJourneys } from './onboarding/createJourneys';
import { DatabaseJourneyStore } from './onboarding/DatabaseJourneyStore';
import { OverviewService } from './overview/OverviewService';
import { AuthorizedPlaygroundService } from './playground/AuthorizedPlaygroundService';
import { DefaultPlaygroundService } from './playground/DefaultPlaygroundService';
import { AuthorizedRegistryReader } from './registry/AuthorizedRegistryReader';
import { DatabaseRegistryState } from './registry/DatabaseRegistryState';
import { DefaultRegistryReader } from './registry/DefaultRegistryReader';
import { FirstRead } from './registry/FirstRead';
import { LiveSets } from './registry/LiveSets';
import { PolicyRegistry } from './registry/PolicyRegistry';
import { AuthorizedTemplateService } from './templates/AuthorizedTemplateService';
import { DefaultTemplateService } from './templates/DefaultTemplateService';
import { readConfiguredSources } from './sources/readConfiguredSources';

const DAY_MS = 86_400_000;

/** Start-up waits this long for the first read of the sources, then goes on; ready it is when that ends. */
const START_WAIT_MS = 5_000;

/** A first read that failed, as without a database, is tried again after this long. */
const RETRY_MS = 5_000;

/** What another replica published decides here after this long at most, and the time to compile it. */
const SYNC_MS = 500;

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 10 },
  initialDelay: { seconds: 60 },
};

/** Backend plugin of the policy portal: registry, decisions, playground. */
export const policiesPlugin = createBackendPlugin({
  pluginId: 'policies',
  register(env) {
    const drivers: PolicyEngineDriver[] = [];
    const addedSources: PolicySetSource[] = [];
    env.registerExtensionPoint(policyEnginesExtensionPoint, {
      addDriver: driver => drivers.push(driver),
    });
    env.registerExtensionPoint(policySourcesExtensionPoint, {
      addSource: source => addedSources.push(source),
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        engineHealth: engineHealthServiceRef,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        leanEntry: leanEntryServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        readiness: readinessServiceRef,
        rootHttpRouter: coreServices.rootHttpRouter,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        urlReader: coreServices.urlReader,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, config, database, logger, permissions } = deps;
        if (!database.migrations?.skip) {
          const client = await database.getClient();
          await client.migrate.latest({
            directory: resolvePackagePath(
              '@internal/plugin-policies-backend',
              'migrations',
            ),
          });
        }
        deps.permissionsRegistry.addPermissions(policiesPermissions);

        const engines = await Engines.fromConfig({ config, drivers, logger });
        const deployments = await DatabaseDeployments.create(database);
        const state = await DatabaseRegistryState.create(database);
        const decisionLog = await DatabaseDecisionLog.create({
          database,
          logger,
          entriesPerSecond:
            config.getOptionalNumber(
              'policies.decisions.logEntriesPerSecond',
            ) ?? 200,
        });
        const journeyStore = await DatabaseJourneyStore.create(database);
        const firstRead = new FirstRead(
          deps.readiness.holdBack(
            'the first read of the policy sources has not ended',
          ),
        );
        const liveSets = new LiveSets(deployments, engines, logger, firstRead);
        let started = false;
        const templates = new DefaultTemplateService(engines);
        const guard = new EntityGuard({
          ...deps,
          store: await DatabaseBroughtStore.create(database, deployments),
          liveSets,
          reserved: readReservedGroups(config),
        });
        const readers = new DecisionReaders({ ...deps, liveSets });
        const changes = await createChanges({
          ...deps,
          readers,
          guard,
          deployments,
          liveSets,
          engines,
          decisionLog,
        });
        const registry = new PolicyRegistry({
          sources: [
            ...readConfiguredSources(config, deps.urlReader),
            ...addedSources,
          ],
          deployments,
          state,
          liveSets,
          engines,
          firstRead,
          events: deps.events,
          logger,
          onSourceMoved: (set, { files }) =>
            changes.proposeFromSource(set, files),
        });

        let stopped = false;
        const reread = (): Promise<void> =>
          registry.refreshAfresh().catch(error => {
            logger.error(error);
            if (!firstRead.ended && !stopped) {
              setTimeout(reread, RETRY_MS).unref();
            }
          });
        const engineMonitor = new EngineMonitor({
          engines,
          liveSets,
          logger,
          health: deps.engineHealth,
          checkEveryMs:
            1_000 *
            (config.getOptionalNumber('policies.engineChecks.healthSeconds') ??
              5),
          verifyEveryMs:
            1_000 *
            (config.getOptionalNumber('policies.engineChecks.verifySeconds') ??
              15),
          isStarting: () => !firstRead.ended,
          onRecovery: engine => {
            liveSets.retry(engine);
            if (started) {
              reread();
            }
          },
        });

        const journeys = createJourneys({
          ...deps,
          store: journeyStore,
          listEngines: () => engineMonitor.list(),
          changes: changes.service,
          findChange: changes.find,
          guard,
          templates,
          liveSets,
          engines,
          decisionLog,
        });

        const reader = new AuthorizedRegistryReader(
          new DefaultRegistryReader({
            liveSets,
            firstRead,
            deployments,
            state,
            engines,
            engineMonitor,
            decisionLog,
          }),
          permissions,
          readers,
        );
        const anybodysDecisions = new DefaultDecisionService({
          liveSets,
          cache: new DecisionCache(
            config.getOptionalNumber('policies.decisions.cacheEntries') ??
              10_000,
            config.getOptionalNumber('policies.decisions.cacheSeconds') ?? 60,
          ),
          decisionLog,
          auth,
          isRemote: engine => engines.isRemote(engine),
          gateOf: engine => engines.gate(engine),
          onDecided: changes.observe,
          onEngineFault: engine => engineMonitor.noticeFault(engine),
        });
        const decisions = new AuthorizedDecisionService(
          anybodysDecisions,
          permissions,
          readers,
        );
        deps.httpRouter.use(
          createRouter({
            ...deps,
            changes: changes.service,
            decisions,
            reader,
            registry,
            engines,
            engineRepairer: new AuthorizedEngineRepairer(
              engineMonitor,
              permissions,
            ),
            playground: new AuthorizedPlaygroundService(
              new DefaultPlaygroundService(engines, anybodysDecisions),
              permissions,
            ),
            journeys,
            templates: new AuthorizedTemplateService(templates, permissions),
            overview: new OverviewService({
              reader,
              readers,
              decisionLog,
              state,
              firstRead,
            }),
          }),
        );
        deps.rootHttpRouter.use(
          WELL_KNOWN_PATH,
          createDiscoveryRouter(
            await deps.discovery.getExternalBaseUrl('policies'),
            set => liveSets.canSearch(set),
          ),
        );

        openLeanEntry({ ...deps, decisions: anybodysDecisions });

        await engineMonitor.checkAll();
        await Promise.race([
          reread(),
          new Promise(resolve => setTimeout(resolve, START_WAIT_MS).unref()),
        ]);
        const schedule = config.getOptionalConfig('policies.schedule');
        await deps.scheduler.scheduleTask({
          ...(schedule
            ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
            : DEFAULT_SCHEDULE),
          id: 'policies-registry-refresh',
          fn: () => registry.refresh(),
        });
        const retentionDays =
          config.getOptionalNumber('policies.decisions.logRetentionDays') ?? 30;
        await deps.scheduler.scheduleTask({
          id: 'policies-decision-log-retention',
          frequency: { hours: 1 },
          timeout: { minutes: 10 },
          initialDelay: { minutes: 5 },
          fn: () =>
            decisionLog.deleteBefore(
              new Date(Date.now() - retentionDays * DAY_MS),
            ),
        });
        deps.lifecycle.addStartupHook(() => {
          started = true;
          engines.portalIsOpen();
          engines.names.forEach(engine => liveSets.retry(engine));
          if (engines.records.some(({ engine }) => engine.handler)) {
            reread();
          }
        });
        engineMonitor.start();
        changes.start();
        // Each replica looks for what others registered, and writes its own part of the log.
        const timers = [
          setInterval(() => {
            liveSets
              .sync()
              .catch(error => logger.warn(`sets cannot be synced: ${error}`));
          }, SYNC_MS),
          setInterval(() => decisionLog.flush(), 1_000),
        ];
        deps.lifecycle.addShutdownHook(async () => {
          stopped = true;
          timers.forEach(clearInterval);
          anybodysDecisions.stop();
          engineMonitor.stop();
          await changes.stop();
          await decisionLog.flush();
          await engines.dispose();
        });
      },
    });
  },
});
