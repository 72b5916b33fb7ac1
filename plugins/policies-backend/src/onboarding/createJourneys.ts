import {
  AuthService,
  LoggerService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import {
  EngineStatus,
  EVENT_TOPIC_JOURNEYS,
} from '@internal/plugin-policies-common';
import { DecisionLog } from '@internal/plugin-policies-node';
import { Actors } from '../changes/Actor';
import { ChangeService } from '../changes/ChangeService';
import { Engines } from '../engines/Engines';
import { LiveSets } from '../registry/LiveSets';
import { TemplateService } from '../templates/TemplateService';
import { AuthorizedJourneyService } from './AuthorizedJourneyService';
import { CompanySnapshot } from './CompanySnapshot';
import { DefaultJourneyService } from './DefaultJourneyService';
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
  events: EventsService;
  logger: LoggerService;
  permissions: PermissionsService;
  signals: SignalsService;
  userInfo: UserInfoService;
  changes: ChangeService;
  templates: TemplateService;
  liveSets: LiveSets;
  engines: Engines;
  decisionLog: DecisionLog;
  listEngines(): EngineStatus[];
}): JourneyService {
  const { events, logger, permissions } = options;
  const company = new CompanySnapshot(options);
  const service = new DefaultJourneyService({
    ...options,
    board: new OnboardingBoard({ ...options, company }),
    company,
    repository: PolicyRepository.fromConfig(options.config),
    actors: new Actors(options),
    onEntities: () => {
      events
        .publish({ topic: EVENT_TOPIC_JOURNEYS, eventPayload: {} })
        .catch(error => logger.warn(`${error}`));
    },
  });
  return new AuthorizedJourneyService(service, permissions);
}
