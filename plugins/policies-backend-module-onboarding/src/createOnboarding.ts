import {
  AuthService,
  DatabaseService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import { policyJourneyPermissions } from '@internal/plugin-policies-common';
import {
  Actors,
  CreatedFeature,
  policyJourneyResourceRef,
  policyJourneyRules,
  PolicyCore,
  proofsRef,
} from '@internal/plugin-policies-node';
import { AuthorizedTemplateService } from './templates/AuthorizedTemplateService';
import { DefaultTemplateService } from './templates/DefaultTemplateService';
import { templateRoutes } from './templates/templateRoutes';
import { AuthorizedJourneyService } from './AuthorizedJourneyService';
import { changesOf } from './changesOf';
import { DatabaseJourneyStore } from './DatabaseJourneyStore';
import { DefaultJourneyService } from './DefaultJourneyService';
import { JourneyBranches } from './JourneyBranches';
import { JourneyDrafts } from './JourneyDrafts';
import { JourneyResources } from './JourneyResources';
import { journeyRoutes } from './journeyRoutes';
import { OnboardingBoard } from './OnboardingBoard';
import { JourneyReaders } from './readers/JourneyReaders';
import { PolicyRepository } from './repository/PolicyRepository';

/** Puts together all that onboarding takes: journeys, the board and starter sets. */
export async function createOnboarding(
  core: PolicyCore,
  services: {
    auth: AuthService;
    config: RootConfigService;
    database: DatabaseService;
    logger: LoggerService;
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
    signals: SignalsService;
    userInfo: UserInfoService;
  },
): Promise<CreatedFeature> {
  const { permissions, permissionsRegistry } = services;
  const options = {
    ...services,
    store: await DatabaseJourneyStore.create(services.database),
    changes: changesOf(core),
    listFindings: async () =>
      (await core.find(proofsRef)?.listOfActive()) ?? new Map(),
    templates: new DefaultTemplateService(core.engines),
    liveSets: core.sets,
    deployments: core.deployments,
    engines: core.engines,
    decisionLog: core.decisionLog,
    company: core.company,
    setReaders: core.setReaders,
    actors: new Actors(services),
  };
  const resources = new JourneyResources(options);
  permissionsRegistry.addResourceType({
    resourceRef: policyJourneyResourceRef,
    permissions: policyJourneyPermissions,
    rules: policyJourneyRules,
    getResources: ids => Promise.all(ids.map(id => resources.find(id))),
  });
  const journeys = new AuthorizedJourneyService(
    new DefaultJourneyService({
      ...options,
      board: new OnboardingBoard(options),
      drafts: new JourneyDrafts(options),
      branches: new JourneyBranches({
        store: options.store,
        repository: PolicyRepository.fromConfig(services.config),
      }),
    }),
    {
      permissions,
      registry: permissionsRegistry,
      resources,
      setReaders: core.setReaders,
      readers: new JourneyReaders(options),
    },
  );
  return {
    routes: [
      ...journeyRoutes(journeys),
      ...templateRoutes(
        new AuthorizedTemplateService(options.templates, core.setReaders),
      ),
    ],
  };
}
