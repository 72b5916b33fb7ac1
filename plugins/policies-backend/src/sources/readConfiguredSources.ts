import {
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { PolicySetSource } from '@internal/plugin-policies-node';
import { FolderSource } from './FolderSource';
import { UrlSource } from './UrlSource';

/**
 * Makes the sources that `policies.sources` names.
 *
 * @throws InputError for an entry that has neither `folder` nor `url`
 */
export function readConfiguredSources(
  config: RootConfigService,
  urlReader: UrlReaderService,
): PolicySetSource[] {
  const entries = config.getOptionalConfigArray('policies.sources') ?? [];
  return entries.map((entry, index) => {
    const folder = entry.getOptionalString('folder');
    const url = entry.getOptionalString('url');
    if ((folder === undefined) === (url === undefined)) {
      throw new InputError(
        `'policies.sources[${index}]' needs exactly one of 'folder' and 'url'`,
      );
    }
    return folder !== undefined
      ? new FolderSource(folder)
      : new UrlSource(url!, urlReader);
  });
}
