import {
  AuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  EngineStatus,
  policyJourneyPermissions,
} from '@internal/plugin-policies-common';
import {
  DecisionLog,
  isJourneyCreator,
  isJourneyInvited,
  isJourneyOwner,
  policyJourneyResourceRef,
} from '@internal/plugin-policies-node';
import { Actors } from '../changes/Actor';
import { ChangeService } from '../changes/ChangeService';
import { StoredChange } from '../changes/ChangeStore';
import { EntityGuard } from '../company/EntityGuard';
import { Engines } from '../engines/Engines';
import { LiveSets } from '../registry/LiveSets';
import { TemplateService } from '../templates/TemplateService';
import { AuthorizedJourneyService } from './AuthorizedJourneyService';
import { CompanySnapshot } from './CompanySnapshot';
import { DefaultJourneyService } from './DefaultJourneyService';
import { JourneyResources } from './JourneyResources';
import { JourneyService } from './JourneyService';
import { JourneyStore } from './JourneyStore';
import { OnboardingBoard } from './OnboardingBoard';
import { PolicyRepository } from './repository/PolicyRepository';

/** Puts together all that journeys take. */
export function createJourneys(options: {
  store: JourneyStore;
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  logger: LoggerService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  signals: SignalsService;
  userInfo: UserInfoService;
  changes: ChangeService;
  findChange(id: string): Promise<StoredChange | undefined>;
  guard: EntityGuard;
  templates: TemplateService;
  liveSets: LiveSets;
  engines: Engines;
  decisionLog: DecisionLog;
  listEngines(): EngineStatus[];
}): JourneyService {
  const { permissions, permissionsRegistry } = options;
  const resources = new JourneyResources(options);
  permissionsRegistry.addResourceType({
    resourceRef: policyJourneyResourceRef,
    permissions: policyJourneyPermissions,
    rules: [isJourneyCreator, isJourneyInvited, isJourneyOwner],
    getResources: ids => Promise.all(ids.map(id => resources.find(id))),
  });
  const company = new CompanySnapshot(options);
  const service = new DefaultJourneyService({
    ...options,
    board: new OnboardingBoard({ ...options, company }),
    company,
    repository: PolicyRepository.fromConfig(options.config),
    actors: new Actors(options),
  });
  return new AuthorizedJourneyService(service, {
    permissions,
    registry: permissionsRegistry,
    resources,
  });
}
