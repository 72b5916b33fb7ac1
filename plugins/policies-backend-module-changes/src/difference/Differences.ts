import {
  ChangeDifference,
  concerns,
  EvaluationRequest,
  ImpactReport,
  PolicyDifference,
  PolicyFile,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import {
  checkBundle,
  ConfiguredEngines,
  Deployments,
} from '@internal/plugin-policies-node';
import { ApprovalRules } from '../rules/ApprovalRules';
import { StoredChange } from '../ChangeStore';
import { compareCases } from './compareCases';
import { comparePolicies, Side } from './comparePolicies';
import { compareText } from './compareText';
import { sharedCauses } from './sharedCauses';

/** How far a change reaches. */
export interface Reach {
  /** Policies added, removed and changed. */
  policies: PolicyDifference[];
  /** What else differs and may change what any policy decides, each as a phrase. */
  causes: string[];
  /** Policies of both revisions that serve a regulation. */
  regulated: Array<{ name: string; regulations: string[] }>;
}

/** What changes change. */
export class Differences {
  constructor(
    private readonly options: {
      deployments: Deployments;
      engines: ConfiguredEngines;
    },
  ) {}

  /** Files of the base, absent when the set is new, and those proposed. */
  async filesOf(
    change: StoredChange,
  ): Promise<[PolicyFile[] | undefined, PolicyFile[]]> {
    const { deployments } = this.options;
    const proposed = await deployments.getRevision(change.set, change.revision);
    const base = change.base
      ? await deployments.getRevision(change.set, change.base)
      : undefined;
    return [base?.files, proposed?.files ?? []];
  }

  /** How far a change reaches; nowhere where the manifest cannot be read. */
  async reachOf(change: StoredChange, rules: ApprovalRules): Promise<Reach> {
    const isWatched = (regulation: string) =>
      rules.regulations.some(rule => concerns(rule.regulation, regulation));
    const [before, after] = this.sidesOf(...(await this.filesOf(change)));
    return after
      ? {
          policies: comparePolicies(before, after, this.engineOf),
          causes: sharedCauses(before, after, this.engineOf, isWatched),
          regulated: [before, after].flatMap(side =>
            (side?.manifest.spec.policies ?? []).filter(
              ({ regulations }) => regulations.length,
            ),
          ),
        }
      : { policies: [], causes: [], regulated: [] };
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
    const [base, proposed] = this.sidesOf(before, after);
    return proposed ? comparePolicies(base, proposed, this.engineOf) : [];
  }

  private sidesOf(
    before: PolicyFile[] | undefined,
    after: PolicyFile[],
  ): [Side | undefined, Side | undefined] {
    const sideOf = (files: PolicyFile[] = []): Side | undefined => {
      const { manifest } = checkBundle(files, this.options.engines);
      return manifest && { manifest, files };
    };
    return [sideOf(before), sideOf(after)];
  }

  private readonly engineOf = ({ spec }: PolicySetManifest) =>
    this.options.engines.has(spec.engine)
      ? this.options.engines.get(spec.engine)
      : undefined;
}

function union(a: string[], b: string[]): string[] {
  return [...new Set([...a, ...b])].sort();
}
