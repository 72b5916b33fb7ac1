import { policyEntityName } from '../names/constants';
import { Diagnostic } from '../files/diagnostics';
import {
  MANIFEST_FILE,
  PolicySetManifest,
  policySetManifestSchema,
} from './types';
import { YamlDocument } from './yamlDocument';

/** Longest name of a catalog entity. */
const MAX_ENTITY_NAME = 63;

/**
 * Reads `policy-set.yaml`.
 *
 * @param content - text of the file
 * @returns the manifest, or errors that name file, line and the fix
 */
export function readManifest(content: string): {
  manifest?: PolicySetManifest;
  diagnostics: Diagnostic[];
} {
  const { document, diagnostics } = YamlDocument.parse(MANIFEST_FILE, content);
  if (!document) {
    return { diagnostics };
  }
  const { value: manifest, diagnostics: issues } = document.validate(
    policySetManifestSchema,
  );
  if (!manifest) {
    return { diagnostics: issues };
  }
  const seen = new Set<string>();
  const wrong: Diagnostic[] = [];
  manifest.spec.policies.forEach((policy, index) => {
    const add = (message: string, help: string) =>
      wrong.push({
        severity: 'error',
        source: 'portal',
        file: MANIFEST_FILE,
        range: document.rangeAt(['spec', 'policies', index, 'name']),
        message,
        help,
      });
    if (seen.has(policy.name)) {
      add(
        `two policies are named '${policy.name}'`,
        'Give each policy of the set its own name.',
      );
    }
    seen.add(policy.name);
    const entityName = policyEntityName(manifest.metadata.name, policy.name);
    if (entityName.length > MAX_ENTITY_NAME) {
      add(
        `'${entityName}' is longer than the ${MAX_ENTITY_NAME} characters the catalog allows for a name`,
        'Shorten the name of the policy or of the set.',
      );
    }
  });
  return wrong.length ? { diagnostics: wrong } : { manifest, diagnostics: [] };
}
