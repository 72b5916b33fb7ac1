import { mkdir, writeFile } from 'fs/promises';
import { existsSync } from 'fs';
import { dirname } from 'path';
import {
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { JourneyBranch, PolicyFile } from '@internal/plugin-policies-common';
import {
  branchState,
  ensureBareRepository,
  GitRemote,
  parseGitRemote,
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
        parseGitRemote(section.getString('remote')),
        section.getOptionalString('baseBranch') ?? 'main',
        section.getOptionalBoolean('create') ?? false,
      )
    );
  }

  private constructor(
    private readonly remote: GitRemote,
    private readonly baseBranch: string,
    private readonly create: boolean,
  ) {}

  /** The remote as it may be shown. */
  get shown(): string {
    return shownRemote(this.remote.address);
  }

  /** What became of a branch, with the way on. */
  async look(
    branch: string,
    commit: string,
  ): Promise<Pick<JourneyBranch, 'state' | 'message'>> {
    const { remote, baseBranch } = this;
    try {
      const state = await branchState({ remote, branch, baseBranch, commit });
      return { state, message: this.meaningOf(state, branch) };
    } catch (error) {
      return {
        state: 'unknown',
        message: `${(error as Error).message}; look again later.`,
      };
    }
  }

  private meaningOf(
    state: JourneyBranch['state'],
    branch: string,
  ): string | undefined {
    switch (state) {
      case 'merged':
        return `It was merged into '${this.baseBranch}'; the portal registers the set when the repository is among its sources.`;
      case 'moved':
        return `'${branch}' has other commits now: somebody pushed to it, or it was force-pushed. Take over what they did, or push again: that makes another branch.`;
      case 'gone':
        return `'${branch}' was deleted without a merge, as when its pull request was closed. Push again to open another.`;
      default:
        return undefined;
    }
  }

  /** Throws as {@link pushBranch} does. */
  async push(options: {
    branch: string;
    message: string;
    author: string;
    files: PolicyFile[];
  }): Promise<string> {
    const { path: folder } = this.remote;
    if (this.create && folder !== undefined && !existsSync(folder)) {
      await ensureBareRepository(folder);
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
