import { Entity } from '@backstage/catalog-model';
import { Board, Scorecard } from '../wire/board';
import { ChangeDetail } from '../wire/changes';
import { SaveJourneyRequest } from '../wire/journeyRequests';
import {
  Journey,
  JourneyBranch,
  JourneyPreview,
  JourneySaved,
} from '../wire/journeys';
import { Page } from '../wire/page';
import { Draft } from '../wire/playground';
import { TemplateFilesRequest, TemplateSummary } from '../wire/templates';
import { ChangeCalls } from './ChangeCalls';
import { escapedPath } from './escapedPath';

/** Journeys of new domains, how far each domain is, and what sets begin with. */
export class JourneyCalls extends ChangeCalls {
  listTemplates(): Promise<Page<TemplateSummary>> {
    return this.get('/templates');
  }

  /** Writes the files of a set from a template; nothing is registered. */
  writeTemplateFiles(
    template: string,
    body: TemplateFilesRequest,
  ): Promise<Draft> {
    return this.post(escapedPath`/templates/${template}/files`, body);
  }

  getBoard(): Promise<Board> {
    return this.get('/journeys');
  }

  getScorecard(set: string): Promise<Scorecard> {
    return this.get(escapedPath`/sets/${set}/scorecard`);
  }

  /** Domains and groups that published sets bring: entities for the catalog. */
  listJourneyEntities(): Promise<Page<Entity>> {
    return this.get('/journeys/entities');
  }

  createJourney(fields: Record<string, string> = {}): Promise<Journey> {
    return this.post('/journeys', { fields });
  }

  getJourney(id: string): Promise<Journey> {
    return this.get(escapedPath`/journeys/${id}`);
  }

  async saveJourney(
    id: string,
    save: SaveJourneyRequest,
  ): Promise<JourneySaved> {
    const response = await this.request(escapedPath`/journeys/${id}`, {
      method: 'PATCH',
      body: save,
    });
    return response.json();
  }

  /** Says who writes in a journey besides its creator. */
  async setJourneyPeople(id: string, people: string[]): Promise<Journey> {
    const response = await this.request(escapedPath`/journeys/${id}/people`, {
      method: 'PUT',
      body: { people },
    });
    return response.json();
  }

  previewJourney(
    id: string,
    options?: { signal?: AbortSignal },
  ): Promise<JourneyPreview> {
    return this.post(escapedPath`/journeys/${id}/preview`, {}, options);
  }

  /** @param bundle - files, or a zip of them */
  importJourneyFiles(id: string, bundle: Draft | Blob): Promise<Journey> {
    return this.post(escapedPath`/journeys/${id}/files`, bundle);
  }

  openJourneyChange(id: string, description?: string): Promise<ChangeDetail> {
    return this.post(escapedPath`/journeys/${id}/change`, { description });
  }

  /** The set as a repository holds it, as a zip. */
  async getJourneyRepository(id: string): Promise<Blob> {
    const response = await this.request(
      escapedPath`/journeys/${id}/repository`,
      { accept: 'application/zip' },
    );
    return response.blob();
  }

  /** The set as a repository holds it: files with their paths from its root. */
  getJourneyRepositoryFiles(id: string): Promise<Draft> {
    return this.get(escapedPath`/journeys/${id}/repository`);
  }

  /** Writes cases of what the engine decides now, to read and correct. */
  generateJourneyCases(id: string): Promise<Journey> {
    return this.post(escapedPath`/journeys/${id}/cases`);
  }

  /** What became of its branch; undefined while none was pushed. */
  async getJourneyBranch(id: string): Promise<JourneyBranch | undefined> {
    const { items } = await this.get<{ items: JourneyBranch[] }>(
      escapedPath`/journeys/${id}/branch`,
    );
    return items[0];
  }

  /** Pushes it as a branch of the configured repository. */
  pushJourneyBranch(id: string): Promise<JourneyBranch> {
    return this.post(escapedPath`/journeys/${id}/branch`);
  }

  async removeJourney(id: string): Promise<void> {
    await this.request(escapedPath`/journeys/${id}`, { method: 'DELETE' });
  }
}
