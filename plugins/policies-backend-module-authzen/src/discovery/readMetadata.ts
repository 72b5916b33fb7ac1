import { SearchKind } from '@internal/plugin-policies-common';
import { EngineFaultError } from '@internal/plugin-policies-node';
import { z } from 'zod';
import { quoted } from '../words';

/** What a decision point offers: paths at its origin, with the query. */
export interface Endpoints {
  evaluation: string;
  evaluations?: string;
  search: Partial<Record<SearchKind, string>>;
  /** True where there is no discovery, so that the paths are those of the specification. */
  assumed: boolean;
}

const metadataSchema = z.object({
  policy_decision_point: z.string(),
  access_evaluation_endpoint: z.string(),
  access_evaluations_endpoint: z.string().nullish(),
  search_subject_endpoint: z.string().nullish(),
  search_resource_endpoint: z.string().nullish(),
  search_action_endpoint: z.string().nullish(),
});

/** Path of the metadata of a decision point: inserted before its own (RFC 8615). */
export function metadataPath(pdp: string): string {
  return `/.well-known/authzen-configuration${pathOf(pdp)}`;
}

/** Endpoints of a decision point without metadata: evaluation is all that is sure. */
export function assumedEndpoints(pdp: string): Endpoints {
  return {
    evaluation: `${pathOf(pdp)}/access/v1/evaluation`,
    search: {},
    assumed: true,
  };
}

/**
 * Reads metadata. What they name is asked with the portal's credentials, so it must be of the
 * decision point that was configured and at its origin.
 *
 * @param pdp - identifier of the decision point: the configured URL
 * @throws EngineFaultError that names the member
 */
export function readMetadata(
  engine: string,
  pdp: string,
  body: unknown,
): Endpoints {
  const parsed = metadataSchema.safeParse(body);
  if (!parsed.success) {
    const [{ path }] = parsed.error.issues;
    throw new EngineFaultError(
      engine,
      `has metadata without a valid '${
        path.join('.') || 'policy_decision_point'
      }'; see whether 'url' is the identifier of a decision point`,
    );
  }
  const metadata = parsed.data;
  if (!isSameUrl(metadata.policy_decision_point, pdp)) {
    throw new EngineFaultError(
      engine,
      `calls itself ${quoted(
        metadata.policy_decision_point,
      )} in its metadata; give that as 'url' if it is the one you mean`,
    );
  }
  const endpoint = (member: keyof typeof metadata) => {
    const url = metadata[member];
    return url ? pathAt(engine, pdp, member, url) : undefined;
  };
  return {
    evaluation: endpoint('access_evaluation_endpoint')!,
    evaluations: endpoint('access_evaluations_endpoint'),
    search: {
      subject: endpoint('search_subject_endpoint'),
      resource: endpoint('search_resource_endpoint'),
      action: endpoint('search_action_endpoint'),
    },
    assumed: false,
  };
}

function pathAt(
  engine: string,
  pdp: string,
  member: string,
  endpoint: string,
): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const { origin } = new URL(pdp);
  if (
    url?.origin !== origin ||
    url.username ||
    url.password ||
    url.pathname.startsWith('//')
  ) {
    throw new EngineFaultError(
      engine,
      `names ${quoted(
        endpoint,
      )} as '${member}', which is not at '${origin}': the portal asks no other server; fix the metadata, or 'url'`,
    );
  }
  return url.pathname + url.search;
}

function pathOf(url: string): string {
  return new URL(url).pathname.replace(/\/$/, '');
}

function isSameUrl(one: string, other: string): boolean {
  const plain = (url: string) => new URL(url).href.replace(/\/$/, '');
  return URL.canParse(one) && plain(one) === plain(other);
}
