import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  policiesReadPermission,
  TemplateFilesRequest,
} from '@internal/plugin-policies-common';
import { authorize } from '@internal/plugin-policies-node';
import { TemplateService } from './TemplateService';

/** Asks for `policies.set.read` first. */
export class AuthorizedTemplateService implements TemplateService {
  constructor(
    private readonly templates: TemplateService,
    private readonly permissions: PermissionsService,
  ) {}

  async list(options: { credentials: BackstageCredentials }) {
    await this.check(options.credentials);
    return this.templates.list(options);
  }

  async writeFiles(
    template: string,
    call: TemplateFilesRequest,
    options: { credentials: BackstageCredentials },
  ) {
    await this.check(options.credentials);
    return this.templates.writeFiles(template, call, options);
  }

  private check(credentials: BackstageCredentials): Promise<void> {
    return authorize(this.permissions, policiesReadPermission, credentials);
  }
}
