import { Diagnostic } from '../wire/diagnostics';
import {
  MANIFEST_FILE,
  PolicySetManifest,
  policySetManifestSchema,
} from './types';
import { YamlDocument } from './yamlDocument';

/**
 * Reads `policy-set.yaml`.
 *
 * @param content - text of the file
 * @returns the manifest, or errors that name file, line and the mend
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
  const repeated: Diagnostic[] = [];
  manifest.spec.policies.forEach((policy, index) => {
    if (seen.has(policy.name)) {
      repeated.push({
        severity: 'error',
        source: 'portal',
        file: MANIFEST_FILE,
        range: document.rangeAt(['spec', 'policies', index, 'name']),
        message: `two policies are named '${policy.name}'`,
        help: 'Give each policy of the set its own name.',
      });
    }
    seen.add(policy.name);
  });
  return repeated.length
    ? { diagnostics: repeated }
    : { manifest, diagnostics: [] };
}
