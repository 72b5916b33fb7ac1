import {
  EvaluationRequest,
  JourneyStep,
  policyEntityName,
} from '@internal/plugin-policies-common';
import { encodeRequestFragment } from './requestFragment';

/*
 * Paths of pages that live at fixed places of the portal. They are written down once, here, because
 * links cross between pages that route references cannot address (query, fragment).
 */

/** Tab of `/policies`. */
export type ListView = 'sets' | 'policies';

/** Tab of a change; the overview has none. */
export type ChangeTab = 'files' | 'proof' | 'impact';

/** Paths of the portal's pages. */
export const paths = {
  home: () => '/',
  policies: (view: ListView = 'sets', query: Record<string, string> = {}) => {
    const parameters = new URLSearchParams(query).toString();
    return `/policies/${view}${parameters && `?${parameters}`}`;
  },
  onboard: () => '/policies/onboard',
  /** @param engine - whose details are open */
  engines: (engine?: string) =>
    engine ? `/engines?${new URLSearchParams({ engine })}` : '/engines',
  catalogGraph: (entityRef?: string) =>
    entityRef
      ? `/catalog-graph?rootEntityRefs%5B%5D=${encodeURIComponent(entityRef)}`
      : '/catalog-graph',
  changes: (query: Record<string, string> = {}) => {
    const parameters = new URLSearchParams(query).toString();
    return `/changes${parameters && `?${parameters}`}`;
  },
  change: (id: string, tab?: ChangeTab) =>
    `/changes/${encodeURIComponent(id)}${tab ? `/${tab}` : ''}`,
  onboarding: (query: Record<string, string> = {}) => {
    const parameters = new URLSearchParams(query).toString();
    return `/onboarding${parameters && `?${parameters}`}`;
  },
  newJourney: () => '/onboarding/new',
  journey: (id: string, step?: JourneyStep) =>
    `/onboarding/${encodeURIComponent(id)}${step ? `/${step}` : ''}`,
  setHistory: (set: string) =>
    `/catalog/default/policyset/${encodeURIComponent(set)}/history`,
  /** Leads on to the entity page of the set. */
  set: (set: string) => `/policies/sets/${encodeURIComponent(set)}`,
  /** Leads on to the entity page of the policy. */
  policy: (set: string, policy: string) =>
    `/policies/policy/${encodeURIComponent(policyEntityName(set, policy))}`,
  setProof: (set: string) =>
    `/catalog/default/policyset/${encodeURIComponent(set)}/proof`,
  /** @param options - `line`: of the file, from 1; `create`: what is begun there */
  playground: (
    set?: string,
    options: {
      file?: string;
      line?: number;
      create?: 'invariant';
      request?: EvaluationRequest;
    } = {},
  ) => {
    if (!set) {
      return '/playground';
    }
    const { file, line, create } = options;
    const parameters = new URLSearchParams({
      ...(file && { file }),
      ...(file && line && { line: String(line) }),
      ...(create && { create }),
    }).toString();
    const query = parameters && `?${parameters}`;
    const fragment = options.request
      ? `#${encodeRequestFragment(options.request)}`
      : '';
    return `/playground/${encodeURIComponent(set)}${query}${fragment}`;
  },
};
