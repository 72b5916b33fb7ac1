import { createHash } from 'node:crypto';
import {
  Page,
  PolicySetSummary,
  PolicySummary,
} from '@internal/plugin-policies-common';

/** Lists of a policies backend that tests change. */
export class FakePolicies {
  readonly sets = new Map<string, PolicySetSummary>();
  readonly policies = new Map<string, PolicySummary[]>();
  readonly requests = new Array<string>();

  /** Adds or replaces a set with policies of these names. */
  put(name: string, policies: string[], set: Partial<PolicySetSummary> = {}) {
    const owner = set.owner ?? `team-${name}`;
    const domain = set.domain ?? name;
    this.sets.set(name, {
      name,
      title: `Set ${name}`,
      tags: [],
      lifecycle: 'production',
      engine: 'cedar',
      resourceTypes: ['Thing'],
      policyCount: policies.length,
      revision: createHash('sha256')
        .update(`${name}:${policies}`)
        .digest('hex'),
      health: 'healthy',
      errorCount: 0,
      cases: { total: 0, passed: 0, failed: 0 },
      ...set,
      owner,
      domain,
    });
    this.policies.set(
      name,
      policies.map(policy => ({
        set: name,
        name: policy,
        title: `Policy ${policy}`,
        lifecycle: 'production',
        regulations: ['MiCA'],
        owner,
        domain,
        files: [`policies/${policy}.cedar`],
      })),
    );
  }

  remove(name: string) {
    this.sets.delete(name);
    this.policies.delete(name);
  }

  /** Answers `GET /sets` and `GET /policies`, page by page. */
  answer(url: URL): Page<PolicySetSummary | PolicySummary> {
    const path = url.pathname.split('/').pop();
    this.requests.push(`${path}${url.search}`);
    const set = url.searchParams.get('set');
    const all =
      path === 'sets'
        ? [...this.sets.values()]
        : [...this.policies.values()]
            .flat()
            .filter(policy => !set || policy.set === set);
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? 100);
    return {
      items: all.slice(from, to),
      total: all.length,
      ...(to < all.length && { nextCursor: String(to) }),
    };
  }
}
