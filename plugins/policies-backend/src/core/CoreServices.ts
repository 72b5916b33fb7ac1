import {
  AuditorService,
  AuthService,
  DatabaseService,
  DiscoveryService,
  HttpAuthService,
  HttpRouterService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  RootHttpRouterService,
  SchedulerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import {
  EngineHealthService,
  LeanEntryService,
  PolicyEngineDriver,
  PolicySetSource,
  ReadinessService,
} from '@internal/plugin-policies-node';

/** What the core gets from the backend and from modules. */
export interface CoreServices {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  discovery: DiscoveryService;
  engineHealth: EngineHealthService;
  events: EventsService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  leanEntry: LeanEntryService;
  lifecycle: LifecycleService;
  logger: LoggerService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  readiness: ReadinessService;
  rootHttpRouter: RootHttpRouterService;
  scheduler: SchedulerService;
  urlReader: UrlReaderService;
  drivers: PolicyEngineDriver[];
  sources: PolicySetSource[];
}
