import { PermissionsService } from '@backstage/backend-plugin-api';
import {
  CreateJourneyRequest,
  Draft,
  JourneyChangeRequest,
  journeyEditPermission,
  journeyReadPermission,
  SaveJourneyRequest,
} from '@internal/plugin-policies-common';
import { authorize } from '../authorize';
import { JourneyOptions, JourneyService } from './JourneyService';

/**
 * Asks for `policies.journey.read` or `policies.journey.edit` first; what a journey does with changes
 * takes the permissions of changes besides.
 */
export class AuthorizedJourneyService implements JourneyService {
  constructor(
    private readonly journeys: JourneyService,
    private readonly permissions: PermissionsService,
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
    return this.journeys.get(id, options);
  }

  async create(request: CreateJourneyRequest, options: JourneyOptions) {
    await this.check(journeyEditPermission, options);
    return this.journeys.create(request, options);
  }

  async save(id: string, request: SaveJourneyRequest, options: JourneyOptions) {
    await this.check(journeyEditPermission, options);
    return this.journeys.save(id, request, options);
  }

  async preview(id: string, options: JourneyOptions) {
    await this.check(journeyReadPermission, options);
    return this.journeys.preview(id, options);
  }

  async importFiles(id: string, draft: Draft, options: JourneyOptions) {
    await this.check(journeyEditPermission, options);
    return this.journeys.importFiles(id, draft, options);
  }

  async generateCases(id: string, options: JourneyOptions) {
    await this.check(journeyEditPermission, options);
    return this.journeys.generateCases(id, options);
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
    await this.check(journeyEditPermission, options);
    return this.journeys.pushBranch(id, options);
  }

  async openChange(
    id: string,
    request: JourneyChangeRequest,
    options: JourneyOptions,
  ) {
    await this.check(journeyEditPermission, options);
    return this.journeys.openChange(id, request, options);
  }

  async remove(id: string, options: JourneyOptions) {
    await this.check(journeyEditPermission, options);
    return this.journeys.remove(id, options);
  }

  private check(
    permission: typeof journeyReadPermission,
    { credentials }: JourneyOptions,
  ): Promise<void> {
    return authorize(this.permissions, permission, credentials);
  }
}
