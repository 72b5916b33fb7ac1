import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Draft,
  TemplateFilesRequest,
  TemplateSummary,
} from '@internal/plugin-policies-common';

/** Starter policy sets, written for a configured engine. */
export interface TemplateService {
  list(options: {
    credentials: BackstageCredentials;
  }): Promise<TemplateSummary[]>;
  /**
   * Writes the files of a set. Nothing is registered.
   *
   * @throws NotFoundError for an unknown template, InputError for an engine that cannot express it
   */
  writeFiles(
    template: string,
    call: TemplateFilesRequest,
    options: { credentials: BackstageCredentials },
  ): Promise<Draft>;
}
