import { mkdir, writeFile } from 'fs/promises';
import { existsSync } from 'fs';
import { dirname } from 'path';
import {
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { PolicyFile } from '@internal/plugin-policies-common';
import {
  ensureBareRepository,
  pushBranch,
  shownRemote,
} from '@internal/plugin-policies-node';

/** The repository into which journeys push branches, from `policies.onboarding.repository`. */
export class PolicyRepository {
  static fromConfig(config: RootConfigService): PolicyRepository | undefined {
    const section = config.getOptionalConfig('policies.onboarding.repository');
    return (
      section &&
      new PolicyRepository(
        section.getString('remote'),
        section.getOptionalString('baseBranch') ?? 'main',
        section.getOptionalBoolean('create') ?? false,
      )
    );
  }

  private constructor(
    private readonly remote: string,
    private readonly baseBranch: string,
    private readonly create: boolean,
  ) {}

  /** The remote as it may be shown. */
  get shown(): string {
    return shownRemote(this.remote);
  }

  /** Throws as {@link pushBranch} does. */
  async push(options: {
    branch: string;
    message: string;
    author: string;
    files: PolicyFile[];
  }): Promise<string> {
    if (this.create && !existsSync(this.remote)) {
      await ensureBareRepository(this.remote);
    }
    const { branch, message, author, files } = options;
    return pushBranch({
      remote: this.remote,
      branch,
      baseBranch: this.baseBranch,
      message,
      author: { name: author, email: 'policy-portal@localhost' },
      write: async checkout => {
        for (const { path, content } of files) {
          const target = resolveSafeChildPath(checkout, path);
          await mkdir(dirname(target), { recursive: true });
          await writeFile(target, content);
        }
      },
    });
  }
}
