import {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  CreateJourneyRequest,
  Draft,
  Journey,
  JourneyChangeRequest,
  journeyCreatePermission,
  journeyEditPermission,
  journeyManagePermission,
  JourneyPeopleRequest,
  journeyReadPermission,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import {
  PolicyJourneyResource,
  policyJourneyResourceRef,
  authorize,
  isAllowed,
} from '@internal/plugin-policies-node';
import { JourneyResources } from './JourneyResources';
import { JourneyOptions, JourneyService } from './JourneyService';

/**
 * Asks for the permissions of `policies.journey.*` first; what a journey does with changes takes the
 * permissions of changes besides.
 */
export class AuthorizedJourneyService implements JourneyService {
  constructor(
    private readonly journeys: JourneyService,
    private readonly options: {
      permissions: PermissionsService;
      registry: PermissionsRegistryService;
      resources: JourneyResources;
    },
  ) {}

  async getBoard(options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.getBoard(options);
  }

  async getScorecard(set: string, options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.getScorecard(set, options);
  }

  async listEntities(options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.listEntities(options);
  }

  async get(id: string, options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.withAllowedActions(
      await this.journeys.get(id, options),
      options,
    );
  }

  async create(request: CreateJourneyRequest, options: JourneyOptions) {
    await this.check(journeyCreatePermission, options);
    return this.withAllowedActions(
      await this.journeys.create(request, options),
      options,
    );
  }

  async setPeople(
    id: string,
    request: JourneyPeopleRequest,
    options: JourneyOptions,
  ) {
    await this.checkJourney(journeyManagePermission, id, options);
    return this.withAllowedActions(
      await this.journeys.setPeople(id, request, options),
      options,
    );
  }

  async save(id: string, request: SaveJourneyRequest, options: JourneyOptions) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.journeys.save(id, request, options);
  }

  async preview(id: string, options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.preview(id, options);
  }

  async importFiles(id: string, draft: Draft, options: JourneyOptions) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.withAllowedActions(
      await this.journeys.importFiles(id, draft, options),
      options,
    );
  }

  async generateCases(id: string, options: JourneyOptions) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.withAllowedActions(
      await this.journeys.generateCases(id, options),
      options,
    );
  }

  async getRepository(id: string, options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.getRepository(id, options);
  }

  async getBranch(id: string, options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.getBranch(id, options);
  }

  async pushBranch(id: string, options: JourneyOptions) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.journeys.pushBranch(id, options);
  }

  async openChange(
    id: string,
    request: JourneyChangeRequest,
    options: JourneyOptions,
  ) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.journeys.openChange(id, request, options);
  }

  async remove(id: string, options: JourneyOptions) {
    await this.checkJourney(journeyManagePermission, id, options);
    return this.journeys.remove(id, options);
  }

  /** Leaves of what can be done what the person may. */
  private async withAllowedActions(
    journey: Journey,
    options: JourneyOptions,
  ): Promise<Journey> {
    const resource = await this.options.resources.find(journey.id);
    return {
      ...journey,
      may: {
        edit: await this.allows(journeyEditPermission, resource, options),
        manage: await this.allows(journeyManagePermission, resource, options),
      },
    };
  }

  private async checkJourney(
    permission: ResourcePermission,
    id: string,
    options: JourneyOptions,
  ): Promise<void> {
    await this.check(journeyReadPermission, options);
    const resource = await this.options.resources.find(id);
    if (!(await this.allows(permission, resource, options))) {
      throw new NotAllowedError(
        `permission '${permission.name}' is needed for journey '${id}'${
          resource ? `; ask '${resource.creator}', who began it` : ''
        }`,
      );
    }
  }

  private allows(
    permission: ResourcePermission,
    resource: PolicyJourneyResource | undefined,
    { credentials }: JourneyOptions,
  ): Promise<boolean> {
    return isAllowed(permission, resource, {
      ...this.options,
      resourceRef: policyJourneyResourceRef,
      credentials,
    });
  }

  private check(
    permission: BasicPermission,
    { credentials }: JourneyOptions,
  ): Promise<void> {
    return authorize(this.options.permissions, permission, credentials);
  }
}
