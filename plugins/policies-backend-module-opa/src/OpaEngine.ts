import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EngineCapability,
  NativeTestResult,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  CompileResult,
  EngineConnection,
  EngineFaultError,
  KnownEntities,
  PolicyBundle,
  PolicyEngine,
  storedIds,
} from '@internal/plugin-policies-node';
import type { RequestHandler } from 'express';
import { CheckedRego, checkRego } from './compile/checkRego';
import { ENTRY, entryModule } from './compile/entryModule';
import { knownActions } from './compile/knownActions';
import { isMoved, keyOf, moveModule } from './compile/moveModule';
import { problem } from './compile/problem';
import {
  dataFiles,
  defaultPolicyFile,
  isPolicyFile,
} from './compile/regoFiles';
import { OpaOptions } from './OpaOptions';
import { BundleStore } from './publish/BundleStore';
import { createBundleHandler } from './publish/createBundleHandler';
import { PublishedSet } from './publish/PublishedSet';
import { OpaProgram } from './sandbox/OpaProgram';
import { runTests } from './sandbox/runTests';
import { SandboxSet } from './sandbox/SandboxSet';

/** Builtins whose answer is another each time: decisions of sets with them are not cached. */
const CHANGING = /\b(time\.now_ns|rand\.intn|uuid\.rfc4122)\b/;

const OLDEST_MAJOR = 1;

/** Decides by OPA servers, which fetch their policies from the portal; drafts run in a sandbox. */
export class OpaEngine implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability> = new Set([
    'explain',
    'search',
    'coverage',
    'nativeTests',
    'publish',
  ]);
  readonly remote;
  readonly handler: RequestHandler;
  private readonly connection: EngineConnection;
  private readonly program: OpaProgram;
  private readonly store = new BundleStore();
  private bundleError?: string;

  constructor(
    private readonly name: string,
    private readonly options: OpaOptions,
    logger: LoggerService,
  ) {
    this.connection = new EngineConnection({
      engine: name,
      remote: options,
      logger,
    });
    this.remote = {
      url: this.connection.url,
      state: () => this.connection.state(),
    };
    this.program = new OpaProgram(name, options.sandbox);
    this.handler = createBundleHandler(this.store, status => {
      this.bundleError = bundleErrorOf(status);
    });
  }

  defaultPolicyFile(policy: string): string {
    return defaultPolicyFile(policy);
  }

  isPolicyFile(path: string): boolean {
    return isPolicyFile(path);
  }

  async compile(
    bundle: PolicyBundle,
    { mode }: { mode: 'live' | 'draft' },
  ): Promise<CompileResult> {
    const { checked, diagnostics } = await checkRego(bundle, this.program);
    if (!checked) {
      return { diagnostics };
    }
    const known: KnownEntities = {
      ids: storedIds(checked.entities),
      actions: knownActions(checked.modules.map(({ tree }) => tree)),
    };
    if (mode === 'draft') {
      return {
        diagnostics,
        compiled: await SandboxSet.create(bundle, checked, known, this.program),
      };
    }
    const key = keyOf(bundle.manifest.metadata.name, bundle.revision);
    const moved = await this.move(bundle, checked, key);
    if ('diagnostics' in moved) {
      return moved;
    }
    const compiled = new PublishedSet({
      bundle,
      checked,
      known,
      key,
      files: moved.files,
      cacheable: !checked.modules.some(({ file }) =>
        CHANGING.test(file.content),
      ),
      store: this.store,
      connection: this.connection,
      publishTimeoutMs: this.options.publishTimeoutMs,
    });
    try {
      await compiled.untilServed();
    } catch (error) {
      await compiled.dispose();
      throw this.bundleError
        ? new Error(`OPA refuses the portal's bundle: ${this.bundleError}`)
        : error;
    }
    return { diagnostics, compiled };
  }

  async runNativeTests(bundle: PolicyBundle): Promise<NativeTestResult[]> {
    return runTests(bundle, this.program);
  }

  async checkHealth(): Promise<{ version?: string }> {
    await this.connection.call({
      method: 'GET',
      path: '/health',
      repeatable: true,
    });
    const { body } = await this.connection.call<{
      provenance?: { version?: string };
    }>({
      method: 'GET',
      path: `/v1/data/portal/${ENTRY}?provenance=true`,
      repeatable: true,
    });
    const version = body?.provenance?.version;
    if (version === undefined) {
      throw new EngineFaultError(
        this.name,
        "does not answer as OPA does; see whether 'url' is right",
      );
    }
    if (Number(/^v?(\d+)/.exec(version)?.[1] ?? OLDEST_MAJOR) < OLDEST_MAJOR) {
      throw new EngineFaultError(
        this.name,
        `is OPA ${version}, which is too old; use 1.0 or later`,
      );
    }
    return { version };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.connection.close(), this.program.dispose()]);
  }

  /** The files of a revision as they stand in OPA, beside those of others. */
  private async move(
    bundle: PolicyBundle,
    { modules, policies }: CheckedRego,
    key: string,
  ): Promise<{ files: PolicyFile[] } | CompileResult> {
    const files: PolicyFile[] = dataFiles(bundle);
    for (const { file, tree } of modules) {
      const refuse = (message: string) => ({
        diagnostics: [
          problem({
            file: file.path,
            message: `'${file.path}' cannot stand beside other revisions: ${message}`,
            help: 'Write references to data plainly, such as data.lib.name.',
          }),
        ],
      });
      let content: string;
      try {
        content = moveModule(file.content, tree, key);
      } catch (error) {
        return refuse((error as Error).message);
      }
      if (!isMoved(await this.program.parse(content), key)) {
        return refuse('a reference to data would leave the revision');
      }
      files.push({ path: file.path, content });
    }
    files.push({
      path: `${ENTRY}.rego`,
      content: entryModule({
        prefix: `data.portal.${key}`,
        set: bundle.manifest.metadata.name,
        revision: bundle.revision,
        policies,
      }),
    });
    return { files };
  }
}

/** Why OPA did not activate the last bundle, as its status reports tell. */
function bundleErrorOf(status: unknown): string | undefined {
  const { bundles } = (status ?? {}) as {
    bundles?: Record<
      string,
      { message?: string; errors?: Array<{ message?: string }> }
    >;
  };
  const [bundle] = Object.values(bundles ?? {}).filter(
    ({ message }) => message,
  );
  return (
    bundle &&
    [bundle.message, bundle.errors?.[0]?.message]
      .filter(Boolean)
      .join(': ')
      .slice(0, 500)
  );
}
