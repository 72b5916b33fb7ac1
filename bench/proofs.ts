import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { readManifest } from '../plugins/policies-common/src';
import {
  CedarEngine,
  readCedarOptions,
} from '../plugins/policies-backend-module-cedar/src';
import {
  AnalysisQuestion,
  PolicyBundle,
  revisionOf,
  sortFiles,
} from '../plugins/policies-node/src';

/* What `bench/proof.mjs` measures, in a process of its own: it prints one line of JSON. */

const SETS = join(__dirname, '../estate/sets');
const SINGLE_SECONDS = 5;
const PROOFS_AT_ONCE = 10;

const silent = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silent,
};
const signal = new AbortController().signal;
const engine = new CedarEngine({
  ...readCedarOptions('cedar', {}),
  logger: silent,
});
const analyzer = engine.analyzer!;

function readSets(): PolicyBundle[] {
  return readdirSync(SETS).flatMap(name => {
    const folder = join(SETS, name);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => ({
        path: path.slice(folder.length + 1),
        content: readFileSync(path, 'utf8'),
      }));
    const { manifest } = readManifest(
      files.find(({ path }) => path === 'policy-set.yaml')!.content,
    );
    return manifest?.spec.engine === 'cedar' ? [bundleOf(manifest, files)] : [];
  });
}

function bundleOf(
  manifest: PolicyBundle['manifest'],
  files: PolicyBundle['files'],
): PolicyBundle {
  return { manifest, files: sortFiles(files), revision: revisionOf(files) };
}

/** The same policies in other words, so that each environment has to be proven. */
function inOtherWords({ manifest, files }: PolicyBundle): PolicyBundle {
  return bundleOf(
    manifest,
    files.map(file =>
      /^policies\/.*\.cedar$/.test(file.path)
        ? {
            ...file,
            content: file.content.replace(
              /\b(when|unless)(?=\s*\{)/g,
              'when { true } $1',
            ),
          }
        : file,
    ),
  );
}

interface Asked {
  milliseconds: number;
  state: string;
}

async function ask(question: AnalysisQuestion): Promise<Asked> {
  const started = performance.now();
  const { state } = await analyzer.ask(question, { signal });
  return { milliseconds: performance.now() - started, state };
}

/** All environments of a change that changes nothing, one after the other. */
async function proveChange(first: PolicyBundle): Promise<Asked[]> {
  const second = inOtherWords(first);
  const { environments } = await analyzer.read(second);
  const asked: Asked[] = [];
  for (const { key: environment } of environments) {
    asked.push(await ask({ kind: 'equivalent', environment, first, second }));
  }
  return asked;
}

/** What an editor asks of a set: each statement in its environments, and each environment. */
async function find(set: PolicyBundle): Promise<number> {
  const started = performance.now();
  const { statements, environments } = await analyzer.read(set);
  for (const { key: environment } of environments) {
    await ask({ kind: 'always-allows', environment, set });
    await ask({ kind: 'always-denies', environment, set });
  }
  for (const { id: statement, environments: own, mayFail } of statements) {
    const kinds = [
      'never-matches' as const,
      'removable' as const,
      ...(mayFail ? ['never-errors' as const] : []),
    ];
    for (const kind of kinds) {
      // One environment where it is otherwise is enough.
      for (const environment of own) {
        const { state } = await ask({ kind, environment, set, statement });
        if (state !== 'holds') {
          break;
        }
      }
    }
  }
  return performance.now() - started;
}

/** The time of single decisions, one after the other, in microseconds. */
async function decideAlone(bundle: PolicyBundle): Promise<number[]> {
  const { compiled } = await engine.compile(bundle, { mode: 'live' });
  const request = {
    subject: { type: 'user', id: 'ana' },
    action: { name: 'request' },
    resource: { type: 'Withdrawal', id: 'w-1' },
  };
  const times: number[] = [];
  const until = performance.now() + SINGLE_SECONDS * 1_000;
  while (performance.now() < until) {
    const started = performance.now();
    await compiled!.evaluate([request]);
    times.push((performance.now() - started) * 1_000);
  }
  await compiled!.dispose();
  return times;
}

function summarize(times: number[]) {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)];
  return { median: at(0.5), p95: at(0.95) };
}

async function main() {
  await analyzer.checkHealth();
  const sets = readSets();
  const byName = (name: string) =>
    sets.find(({ manifest }) => manifest.metadata.name === name)!;
  const changes: Array<{ set: string; asked: Asked[]; seconds: number }> = [];
  for (const set of sets) {
    const started = performance.now();
    const asked = await proveChange(set);
    changes.push({
      set: set.manifest.metadata.name,
      asked,
      seconds: (performance.now() - started) / 1_000,
    });
  }
  const withdrawals = byName('withdrawals');
  const findings = { first: await find(withdrawals), typed: 0 };
  findings.typed = await find(
    bundleOf(
      withdrawals.manifest,
      withdrawals.files.map(file =>
        file.path === 'policies/daily-limit.cedar'
          ? { ...file, content: file.content.replace(/10000/g, '9000') }
          : file,
      ),
    ),
  );
  const alone = await decideAlone(withdrawals);
  const other = byName('spot-trading') ?? withdrawals;
  const { environments } = await analyzer.read(other);
  let stopped = false;
  let round = 0;
  const proving = Array.from({ length: PROOFS_AT_ONCE }, async () => {
    while (!stopped) {
      round++;
      // Each a question of its own, so that none is remembered.
      const changed = bundleOf(
        other.manifest,
        other.files.map(file =>
          file.path.endsWith('.cedarschema')
            ? { ...file, content: `${file.content}\n// ${round}\n` }
            : file,
        ),
      );
      const { key: environment } = environments[round % environments.length];
      await ask({
        kind: 'equivalent',
        environment,
        first: changed,
        second: inOtherWords(changed),
      });
    }
  });
  const beside = await decideAlone(withdrawals);
  stopped = true;
  await Promise.all(proving);
  process.stdout.write(
    `${JSON.stringify({
      changes,
      findings,
      alone: summarize(alone),
      beside: summarize(beside),
    })}\n`,
  );
}

main().then(
  () => process.exit(0),
  error => {
    process.stderr.write(`${error.stack ?? error}\n`);
    process.exit(1);
  },
);
