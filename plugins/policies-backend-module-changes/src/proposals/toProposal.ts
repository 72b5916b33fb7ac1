import { InputError } from '@backstage/errors';
import { PolicyFile } from '@internal/plugin-policies-common';
import {
  broughtEntitiesOf,
  checkBundle,
  ConfiguredEngines,
  fullRef,
  revisionOf,
  sortFiles,
} from '@internal/plugin-policies-node';
import { Proposal } from '../ChangeStore';

/**
 * What files propose for a set.
 *
 * @throws InputError when their manifest cannot be read, or names another set
 */
export function toProposal(
  set: string,
  files: PolicyFile[],
  base: string | undefined,
  author: string,
  engines: ConfiguredEngines,
  otherAuthors?: string[],
): Proposal {
  const { manifest, diagnostics } = checkBundle(files, engines);
  if (!manifest) {
    const [first] = diagnostics;
    throw new InputError(
      `${first.message}${first.help ? `; ${first.help}` : ''}`,
    );
  }
  if (manifest.metadata.name !== set) {
    throw new InputError(
      `policy-set.yaml names the set '${manifest.metadata.name}', and the change is about '${set}'; a set keeps its name`,
    );
  }
  return {
    manifest,
    domain: fullRef(manifest.spec.domain, 'Domain'),
    owner: fullRef(manifest.spec.owner, 'Group'),
    revision: revisionOf(files),
    files: sortFiles(files),
    base,
    author,
    otherAuthors,
    brings: broughtEntitiesOf(manifest, files),
  };
}
