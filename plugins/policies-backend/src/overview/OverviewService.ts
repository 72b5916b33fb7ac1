import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Overview,
  PolicySetSummary,
  RegistryError,
} from '@internal/plugin-policies-common';
import { Features } from '../features/Features';
import { readAll } from '../http/readAll';
import { FirstRead } from '../registry/FirstRead';
import { RegistryReader } from '../registry/RegistryReader';
import { RegistryState } from '../registry/RegistryState';
import {
  countOutcomes,
  DecisionLog,
  DecisionReaders,
  ReadableSets,
  SetReaders,
} from '@internal/plugin-policies-node';

const DAY_MS = 86_400_000;
const MAX_TROUBLED = 20;
const RECENT = 10;

/** What the home page tells, as far as the caller may see it. */
export class OverviewService {
  constructor(
    private readonly options: {
      reader: RegistryReader;
      readers: DecisionReaders;
      setReaders: SetReaders;
      decisionLog: DecisionLog;
      state: RegistryState;
      firstRead: FirstRead;
      features: Pick<Features, 'failed'>;
    },
  ) {}

  async getOverview(credentials: BackstageCredentials): Promise<Overview> {
    const {
      reader,
      readers,
      setReaders,
      state,
      decisionLog,
      firstRead,
      features,
    } = this.options;
    const sets = await readAll(page => reader.listSets(page, { credentials }));
    const readable = await setReaders.readableBy(credentials);
    const decisions = await readers.readableBy(credentials);
    const listed = Array.isArray(decisions) ? decisions : [];
    const decided =
      decisions === 'all'
        ? undefined
        : sets.map(({ name }) => name).filter(name => listed.includes(name));
    const [read, engines, counts, recent] = await Promise.all([
      state.get(),
      reader.listEngines({ credentials }),
      countOutcomes(decisionLog, {
        from: new Date(Date.now() - DAY_MS),
        sets: decided,
      }),
      decisionLog.query({ sets: decided }, { limit: RECENT }),
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
        leftOut24h: counts.leftOut,
      },
      troubledSets: sets
        .filter(({ errorCount, cases }) => errorCount + cases.failed > 0)
        .sort(
          (a, b) =>
            b.errorCount - a.errorCount || b.cases.failed - a.cases.failed,
        )
        .slice(0, MAX_TROUBLED),
      recentDecisions: recent.items,
      registryErrors: errorsFor(readable, read.errors),
      refreshedAt: read.refreshedAt,
      ...(features.failed.length && {
        failedFeatures: features.failed.map(({ name }) => name),
      }),
      ...(!firstRead.ended && {
        reading: {
          checking: [...firstRead.checking]
            .filter(name => readable.scope === 'all' || readable.find(name))
            .sort(),
        },
      }),
    };
  }
}

/** What is about no registered set is not told to those who may not read all of them: it could be about any. */
function errorsFor(
  readable: ReadableSets,
  errors: RegistryError[],
): RegistryError[] {
  if (readable.scope === 'all') {
    return errors;
  }
  return errors
    .filter(({ set }) => set !== undefined && readable.find(set))
    .map(error => ({
      ...error,
      message: readable.maskNames(error.message),
      help: error.help && readable.maskNames(error.help),
    }));
}
