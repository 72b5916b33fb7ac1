import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Diagnostic,
  EngineCapability,
  NativeTestResult,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  CompileResult,
  EngineConnection,
  EngineFaultError,
  FileReading,
  KnownEntities,
  PolicyBundle,
  PolicyEngine,
  storedIds,
} from '@internal/plugin-policies-node';
import type { RequestHandler } from 'express';
import { checkRego } from './compile/checkRego';
import { describeFile } from './compile/describeFile';
import { isChanging } from './program/builtins';
import { knownActions } from './compile/knownActions';
import { problem } from './compile/problem';
import { withoutPrefix } from './compile/readErrors';
import { defaultPolicyFile, isPolicyFile } from './compile/regoFiles';
import { prefixOf, serveCheck } from './compile/serveCheck';
import { OpaOptions } from './OpaOptions';
import { BundleOwner } from './publish/BundleOwner';
import { BundleStore, OWNER } from './publish/BundleStore';
import { createBundleHandler } from './publish/createBundleHandler';
import {
  PublishedSet,
  PublishedSetOptions,
  RefusedRevisionError,
} from './publish/PublishedSet';
import { OpaProgram } from './program/OpaProgram';
import { runTests } from './sandbox/runTests';
import { SandboxSet } from './sandbox/SandboxSet';

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
  private readonly bundleOwner: BundleOwner;
  private bundleError?: string;
  private sandboxTold = false;

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
    this.program = OpaProgram.create(name, options.sandbox, logger);
    this.bundleOwner = new BundleOwner({
      engine: name,
      url: this.connection.url,
      owner: this.store.owner,
    });
    this.handler = createBundleHandler(
      this.store,
      status => {
        this.bundleError = bundleErrorOf(status);
        const culprit = revisionNamedIn(this.bundleError);
        if (culprit && this.store.refuse(culprit, this.bundleError!)) {
          // What is left is another bundle, which OPA fetches at once.
          this.bundleError = undefined;
        }
      },
      () => this.bundleOwner.noteAsked(),
    );
  }

  defaultPolicyFile(policy: string): string {
    return defaultPolicyFile(policy);
  }

  isPolicyFile(path: string): boolean {
    return isPolicyFile(path);
  }

  describeFile(file: PolicyFile): FileReading | undefined {
    return describeFile(file);
  }

  async compile(
    bundle: PolicyBundle,
    { mode }: { mode: 'live' | 'draft' },
  ): Promise<CompileResult> {
    const program = mode === 'live' ? this.program.forLive() : this.program;
    const { checked: withTrees, diagnostics } = await checkRego(
      bundle,
      program,
    );
    if (!withTrees) {
      return { diagnostics };
    }
    // Trees are large, and nobody reads them once the set is compiled.
    const { modules, ...checked } = withTrees;
    const known: KnownEntities = {
      ids: storedIds(checked.entities),
      actions: knownActions(modules.map(({ tree }) => tree)),
    };
    const result = await serveCheck(
      bundle,
      withTrees,
      program,
      this.store.owner,
    );
    const cacheable = !modules.some(({ tree }) => isChanging(tree));
    if ('diagnostics' in result) {
      return result;
    }
    const { served, folder } = result;
    if (mode === 'draft') {
      const { key } = served;
      return {
        diagnostics,
        compiled: new SandboxSet({
          bundle,
          checked,
          known,
          program,
          key,
          folder,
        }),
      };
    }
    await folder.remove();
    const refused = this.store.refusalOf(served.key);
    return refused === undefined
      ? this.publish({ bundle, checked, known, served, cacheable }, diagnostics)
      : refusal(refused, served.key);
  }

  async runNativeTests(bundle: PolicyBundle): Promise<NativeTestResult[]> {
    return runTests(bundle, this.program);
  }

  async checkHealth(): Promise<{ version?: string }> {
    if (!this.sandboxTold) {
      this.sandboxTold = true;
      // For the log: what keeps drafts from this machine is better known before the first.
      this.program.prepare().catch(() => {});
    }
    await this.connection.call({
      method: 'GET',
      path: '/health',
      repeatable: true,
    });
    const { owner, version } = await this.readOwner();
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
    this.bundleOwner.expectOurs(owner);
    return { version };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.connection.close(), this.program.dispose()]);
  }

  /** Whose bundle OPA serves, and its version. */
  private async readOwner(): Promise<{ owner?: unknown; version?: string }> {
    const { body } = await this.connection.call<{
      result?: unknown;
      provenance?: { version?: string };
    }>({
      method: 'GET',
      path: `/v1/data/portal/${OWNER}?provenance=true`,
      repeatable: true,
    });
    return { owner: body?.result, version: body?.provenance?.version };
  }

  private async publish(
    revision: Pick<
      PublishedSetOptions,
      'bundle' | 'checked' | 'known' | 'served' | 'cacheable'
    >,
    diagnostics: Diagnostic[],
  ): Promise<CompileResult> {
    const compiled = new PublishedSet({
      ...revision,
      store: this.store,
      connection: this.connection,
      publishTimeoutMs: this.options.publishTimeoutMs,
    });
    try {
      await compiled.untilServed();
      this.bundleOwner.noteOurs();
    } catch (error) {
      await compiled.dispose();
      if (error instanceof RefusedRevisionError) {
        return refusal(error.message, revision.served.key);
      }
      this.bundleOwner.noteTookNothing((await this.readOwner()).owner);
      throw this.bundleError
        ? new Error(`OPA refuses the portal's bundle: ${this.bundleError}`)
        : error;
    }
    return { diagnostics, compiled };
  }
}

/** What passed the sandbox and the server refuses all the same, as an older one may. */
function refusal(message: string, key: string): CompileResult {
  const prefix = prefixOf(key);
  const [, file, row] =
    new RegExp(`${prefix}([^:\\s]+):(\\d+)`).exec(message) ?? [];
  return {
    diagnostics: [
      problem({
        file,
        row: row === undefined ? undefined : Number(row),
        message: `the OPA server refuses the revision: ${withoutPrefix(
          message,
          prefix,
        )}`,
        help: 'Change what it names; the revision is not tried again until then. See whether the server is as new as the sandbox.',
      }),
    ],
  };
}

/** The revision that a message of OPA is about: the first it names, as the rest may be anybody's text. */
function revisionNamedIn(message: string | undefined): string | undefined {
  return /\bportal[/.](s_\w+)/.exec(message ?? '')?.[1];
}

interface BundleStatus {
  message?: string;
  errors?: Array<{
    message?: string;
    location?: { file?: string; row?: number };
  }>;
}

/** Why OPA did not activate the last bundle, as its status reports tell. */
function bundleErrorOf(status: unknown): string | undefined {
  const { bundles } = (status ?? {}) as {
    bundles?: Record<string, BundleStatus>;
  };
  const [bundle] = Object.values(bundles ?? {}).filter(
    ({ message }) => message,
  );
  if (!bundle) {
    return undefined;
  }
  const [first] = bundle.errors ?? [];
  const { file, row } = first?.location ?? {};
  return [
    bundle.message,
    file && `${file.replace(/^\//, '')}:${row}`,
    first?.message,
  ]
    .filter(Boolean)
    .join(': ')
    .slice(0, 500);
}
