import { basename } from 'node:path';
import { definitions } from './definitions.mjs';

/*
 * `app-config.engines.yaml` names every engine and the sets of each. What runs is that without the
 * engines whose server is missing, so that the portal starts on any machine, and with the tokens that
 * the local configuration grants: Backstage replaces lists as a whole.
 */

/**
 * The configuration for the engines that run.
 *
 * @param overlay - `app-config.engines.yaml`, parsed
 * @param local - the configuration of this machine, parsed
 * @param running - engines whose servers run
 * @param hasSets - tells of a folder of the overlay whether there are sets in it
 */
export function runningOverlay(overlay, local, running, hasSets) {
  const serves = engine => !definitions[engine] || running.includes(engine);
  const { policies, backend, ...rest } = overlay;
  return {
    ...rest,
    backend: {
      ...backend,
      auth: {
        ...backend.auth,
        externalAccess: [
          ...(local?.backend?.auth?.externalAccess ?? []),
          ...backend.auth.externalAccess.filter(({ options: { subject } }) =>
            serves(subject.replace(/^engine:/, '')),
          ),
        ],
      },
    },
    policies: {
      ...policies,
      sources: policies.sources.filter(
        ({ folder }) => hasSets(folder) && serves(basename(folder)),
      ),
      engines: Object.fromEntries(
        Object.entries(policies.engines).filter(([engine]) => serves(engine)),
      ),
    },
  };
}
