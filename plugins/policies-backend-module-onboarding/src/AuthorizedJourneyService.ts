import {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  CreateJourneyRequest,
  Draft,
  Journey,
  JourneyChangeRequest,
  journeyCreatePermission,
  journeyEditPermission,
  journeyManagePermission,
  JourneyPeopleRequest,
  JourneyPreview,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import {
  PolicyJourneyResource,
  policyJourneyResourceRef,
  authorize,
  isAllowed,
  maskErrors,
  ReadableSets,
  SetReaders,
} from '@internal/plugin-policies-node';
import { JourneyResources } from './JourneyResources';
import { JourneyOptions, JourneyService } from './JourneyService';
import { JourneyReaders } from './readers/JourneyReaders';

/**
 * Asks for the permissions of `policies.journey.*` first; to people who may not read a journey or its set,
 * it is not there. What a journey does with changes takes the
 * permissions of changes besides.
 */
export class AuthorizedJourneyService implements JourneyService {
  constructor(
    private readonly journeys: JourneyService,
    private readonly options: {
      permissions: PermissionsService;
      registry: PermissionsRegistryService;
      resources: JourneyResources;
      readers: JourneyReaders;
      setReaders: SetReaders;
    },
  ) {}

  async getBoard(options: JourneyOptions) {
    return this.journeys.getBoard(await this.expectAny(options));
  }

  async getScorecard(set: string, options: JourneyOptions) {
    return this.journeys.getScorecard(set, await this.expectAny(options));
  }

  async listEntities(options: JourneyOptions) {
    return this.journeys.listEntities(await this.expectAny(options));
  }

  async get(id: string, options: JourneyOptions) {
    await this.expectReadable(id, options);
    return this.withAllowedActions(
      await this.journeys.get(id, options),
      options,
    );
  }

  async create(request: CreateJourneyRequest, options: JourneyOptions) {
    await authorize(
      this.options.permissions,
      journeyCreatePermission,
      options.credentials,
    );
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
    await this.expectReadable(id, options);
    const within = await this.expectAny(options);
    return maskPreview(await this.journeys.preview(id, within), within.sets);
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
      await this.withoutNames(options, within =>
        this.journeys.generateCases(id, within),
      ),
      options,
    );
  }

  async getRepository(id: string, options: JourneyOptions) {
    await this.expectReadable(id, options);
    return this.withoutNames(options, within =>
      this.journeys.getRepository(id, within),
    );
  }

  async getBranch(id: string, options: JourneyOptions) {
    await this.expectReadable(id, options);
    return this.journeys.getBranch(id, options);
  }

  async pushBranch(id: string, options: JourneyOptions) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.withoutNames(options, within =>
      this.journeys.pushBranch(id, within),
    );
  }

  async openChange(
    id: string,
    request: JourneyChangeRequest,
    options: JourneyOptions,
  ) {
    await this.checkJourney(journeyEditPermission, id, options);
    return this.withoutNames(options, within =>
      this.journeys.openChange(id, request, within),
    );
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
    await this.expectReadable(id, options);
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

  /** Does something that may be refused because of other sets, and names none that may not be read. */
  private async withoutNames<T>(
    options: JourneyOptions,
    act: (within: JourneyOptions) => Promise<T>,
  ): Promise<T> {
    const { setReaders } = this.options;
    const sets = await setReaders.tellableTo(options.credentials);
    return maskErrors(sets, () => act({ ...options, sets }));
  }

  private expectReadable(id: string, { credentials }: JourneyOptions) {
    return this.options.readers.expectReadable(id, credentials);
  }

  private async expectAny({ credentials }: JourneyOptions) {
    const { readers, setReaders } = this.options;
    return {
      credentials,
      readable: await readers.readableBy(credentials),
      sets: await setReaders.tellableTo(credentials),
    };
  }
}

/** What stands against a journey, without the names of sets that may not be read. */
function maskPreview(
  preview: JourneyPreview,
  sets: ReadableSets,
): JourneyPreview {
  return {
    ...preview,
    problems: preview.problems.map(problem => ({
      ...problem,
      message: sets.maskNames(problem.message),
    })),
    diagnostics: preview.diagnostics.map(diagnostic => ({
      ...diagnostic,
      message: sets.maskNames(diagnostic.message),
    })),
  };
}
