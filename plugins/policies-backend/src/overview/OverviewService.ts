import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  decisionReadPermission,
  Overview,
  PolicySetSummary,
} from '@internal/plugin-policies-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { DecisionService } from '../decisions/DecisionService';
import { readAll } from '../http/readAll';
import { FirstRead } from '../registry/FirstRead';
import { RegistryReader } from '../registry/RegistryReader';
import { RegistryStore } from '../registry/RegistryStore';
import { DecisionLog } from '@internal/plugin-policies-node';

const DAY_MS = 86_400_000;
const MAX_TROUBLED = 20;
const RECENT = 10;

/** What the home page tells, as far as the caller may see it. */
export class OverviewService {
  constructor(
    private readonly options: {
      reader: RegistryReader;
      decisions: DecisionService;
      decisionLog: DecisionLog;
      store: RegistryStore;
      firstRead: FirstRead;
      permissions: PermissionsService;
    },
  ) {}

  async getOverview(credentials: BackstageCredentials): Promise<Overview> {
    const { reader, store, decisionLog, firstRead } = this.options;
    const sets = await readAll(page => reader.listSets(page, { credentials }));
    const [state, engines, counts, recentDecisions] = await Promise.all([
      store.getState(),
      reader.listEngines({ credentials }),
      decisionLog.count(new Date(Date.now() - DAY_MS)),
      this.recentDecisions(credentials),
    ]);
    const sum = (of: (set: PolicySetSummary) => number) =>
      sets.reduce((total, set) => total + of(set), 0);
    return {
      counts: {
        sets: sets.length,
        policies: sum(({ policyCount }) => policyCount),
        cases: sum(({ cases }) => cases.total),
        failedCases: sum(({ cases }) => cases.failed),
        brokenSets: sets.filter(({ health }) => health === 'broken').length,
        domains: new Set(sets.map(({ domain }) => domain)).size,
        engines: engines.total,
        decisions24h: counts.allowed + counts.denied,
        denied24h: counts.denied,
      },
      troubledSets: sets
        .filter(({ errorCount, cases }) => errorCount + cases.failed > 0)
        .sort(
          (a, b) =>
            b.errorCount - a.errorCount || b.cases.failed - a.cases.failed,
        )
        .slice(0, MAX_TROUBLED),
      recentDecisions,
      registryErrors: state.errors,
      refreshedAt: state.refreshedAt,
      ...(!firstRead.ended && {
        reading: { checking: [...firstRead.checking].sort() },
      }),
    };
  }

  private async recentDecisions(credentials: BackstageCredentials) {
    const { permissions, decisions } = this.options;
    const [{ result }] = await permissions.authorize(
      [{ permission: decisionReadPermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      return [];
    }
    const page = await decisions.listDecisions(
      { limit: RECENT },
      { credentials },
    );
    return page.items;
  }
}
