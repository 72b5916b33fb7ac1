import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  setReadPermission,
  TemplateFilesRequest,
} from '@internal/plugin-policies-common';
import { expectScope, SetReaders } from '@internal/plugin-policies-node';
import { TemplateService } from './TemplateService';

/** For those who may read some set by `policies.set.read`: what sets start from tells of none. */
export class AuthorizedTemplateService implements TemplateService {
  constructor(
    private readonly templates: TemplateService,
    private readonly setReaders: SetReaders,
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

  private async check(credentials: BackstageCredentials): Promise<void> {
    const { scope } = await this.setReaders.readableBy(credentials);
    expectScope(scope, setReadPermission);
  }
}
