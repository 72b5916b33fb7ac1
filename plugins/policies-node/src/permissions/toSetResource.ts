import { PolicySetManifest } from '@internal/plugin-policies-common';
import { PolicySetResource } from './resources';
import { fullRef } from '../fullRef';

/** A set as permission rules see it. */
export function toSetResource(
  name: string,
  { spec }: PolicySetManifest,
): PolicySetResource {
  return {
    name,
    owner: fullRef(spec.owner, 'Group'),
    domain: fullRef(spec.domain, 'Domain'),
  };
}
