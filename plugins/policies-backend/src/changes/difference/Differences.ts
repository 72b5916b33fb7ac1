import {
  ChangeDifference,
  EvaluationRequest,
  ImpactReport,
  PolicyDifference,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { Engines } from '../../engines/Engines';
import { checkBundle } from '../../registry/checkBundle';
import { RegistryStore } from '../../registry/RegistryStore';
import { StoredChange } from '../ChangeStore';
import { compareCases } from './compareCases';
import { comparePolicies } from './comparePolicies';
import { compareText } from './compareText';

/** What changes change. */
export class Differences {
  constructor(
    private readonly options: { registry: RegistryStore; engines: Engines },
  ) {}

  /** Files of the base, absent when the set is new, and those proposed. */
  async filesOf(
    change: StoredChange,
  ): Promise<[PolicyFile[] | undefined, PolicyFile[]]> {
    const { registry } = this.options;
    const proposed = await registry.getRevision(change.set, change.revision);
    const base = change.base
      ? await registry.getRevision(change.set, change.base)
      : undefined;
    return [base?.files, proposed?.files ?? []];
  }

  /** Policies added, removed and changed; none where the manifest cannot be read. */
  async policiesOf(change: StoredChange): Promise<PolicyDifference[]> {
    return this.comparePolicies(...(await this.filesOf(change)));
  }

  /** @param impact - what the impact check of the proposed revision found, where it ended */
  async of(
    change: StoredChange,
    impact: ImpactReport | undefined,
  ): Promise<ChangeDifference> {
    const [before, after] = await this.filesOf(change);
    const cases = await compareCases(before, after, this.options.engines);
    const requests = (impact?.examples ?? []).map(
      ({ request }) => request as EvaluationRequest,
    );
    return {
      base: change.base,
      revision: change.revision,
      files: compareText(before ?? [], after),
      policies: this.comparePolicies(before, after),
      ...cases,
      actions: union(
        cases.actions,
        requests.map(({ action }) => action.name),
      ),
      resourceTypes: union(
        cases.resourceTypes,
        requests.map(({ resource }) => resource.type),
      ),
    };
  }

  private comparePolicies(
    before: PolicyFile[] | undefined,
    after: PolicyFile[],
  ): PolicyDifference[] {
    const { engines } = this.options;
    const base = before && checkBundle(before, engines).manifest;
    const proposed = checkBundle(after, engines).manifest;
    return proposed
      ? comparePolicies(
          base && before && { manifest: base, files: before },
          { manifest: proposed, files: after },
          ({ spec }) =>
            engines.has(spec.engine) ? engines.get(spec.engine) : undefined,
        )
      : [];
  }
}

function union(a: string[], b: string[]): string[] {
  return [...new Set([...a, ...b])].sort();
}
