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
import {
  MetricsService,
  TracingService,
} from '@backstage/backend-plugin-api/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { EventsService } from '@backstage/plugin-events-node';
import {
  Clock,
  EngineHealthService,
  LeanEntryService,
  ReadinessService,
} from '@internal/plugin-policies-node';
import { Extensions } from './registerExtensionPoints';

/** What the core gets from the backend and from modules. */
export interface CoreServices extends Extensions {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  clock: Clock;
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
  metrics: MetricsService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  readiness: ReadinessService;
  rootHttpRouter: RootHttpRouterService;
  scheduler: SchedulerService;
  tracing: TracingService;
  urlReader: UrlReaderService;
}
