import { realpath } from 'fs/promises';
import { sep } from 'path';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { GitRemote, parseGitRemote, shownRemote } from './GitRemote';

/**
 * Which remotes somebody may name who does not run the portal, such as the author of a template: hosts by
 * https and ssh, and of plain http and this machine's folders only what the configuration names.
 */
export class GitRemoteRules {
  /** From `policies.git`, and the repository of journeys. */
  static fromConfig(config: RootConfigService): GitRemoteRules {
    const own = config.getOptionalString(
      'policies.onboarding.repository.remote',
    );
    const journeys = own === undefined ? undefined : parseGitRemote(own);
    return new GitRemoteRules(
      [
        ...(config.getOptionalStringArray('policies.git.folders') ?? []),
        ...(journeys?.path ? [journeys.path] : []),
      ],
      [
        ...(config.getOptionalStringArray('policies.git.httpHosts') ?? []),
        ...(journeys?.protocol === 'http' ? [journeys.host!] : []),
      ],
    );
  }

  private constructor(
    private readonly folders: string[],
    private readonly httpHosts: string[],
  ) {}

  /**
   * @throws InputError for what is no remote, NotAllowedError for one that the configuration does not name
   */
  async check(address: string): Promise<GitRemote> {
    const remote = parseGitRemote(address);
    if (remote.protocol === 'http' && !this.httpHosts.includes(remote.host!)) {
      throw new NotAllowedError(
        `'${shownRemote(
          address,
        )}' is not encrypted: use https, or have the people who run the portal add '${
          remote.host
        }' to 'policies.git.httpHosts'`,
      );
    }
    if (remote.path === undefined) {
      return remote;
    }
    const path = await this.findPath(remote.path);
    if (path === undefined) {
      throw new NotAllowedError(
        `'${address}' is a folder of the portal's machine that 'policies.git.folders' does not name: use the URL of a host, or have the people who run the portal add it`,
      );
    }
    return { ...remote, address: path, path };
  }

  /** Links are followed first, so that none leads elsewhere. */
  private async findPath(wanted: string): Promise<string | undefined> {
    const real = await realpath(wanted).catch(() => undefined);
    for (const folder of this.folders) {
      const allowed = await realpath(folder).catch(() => undefined);
      if (
        real !== undefined &&
        allowed !== undefined &&
        (real === allowed || real.startsWith(`${allowed}${sep}`))
      ) {
        return real;
      }
    }
    return undefined;
  }
}
