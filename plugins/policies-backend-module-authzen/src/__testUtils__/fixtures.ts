import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { PolicyFile } from '@internal/plugin-policies-common';
import {
  bundleOf,
  readFixture,
} from '@internal/plugin-policies-node/testUtils';
import { AuthzenEngine } from '../AuthzenEngine';
import { readAuthzenOptions } from '../AuthzenOptions';

export function createEngine(
  url: string,
  config: JsonObject = {},
): AuthzenEngine {
  return new AuthzenEngine({
    name: 'pdp',
    options: readAuthzenOptions('pdp', { url, ...config }),
    logger: mockServices.logger.mock(),
  });
}

/** The set `records` where its policies stand elsewhere: the manifest is all there is. */
export function recordsFiles(types = ''): PolicyFile[] {
  return readFixture('cedar')
    .base.filter(({ path }) => path === 'policy-set.yaml')
    .map(({ path, content }) => ({
      path,
      content: content.replace('engine: cedar', `engine: pdp\n${types}`),
    }));
}

export function recordsBundle(types?: string) {
  return bundleOf(recordsFiles(types));
}
