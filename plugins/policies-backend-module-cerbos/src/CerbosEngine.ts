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
  PolicyBundle,
  PolicyEngine,
  ServerLease,
} from '@internal/plugin-policies-node';
import { CerbosOptions } from './CerbosOptions';
import { CerbosSet } from './CerbosSet';
import { CheckAnswer, CheckDecider } from './decide/CheckDecider';
import { CheckBody, principalOf, resourceOf } from './decide/checkRequest';
import { checkConditions } from './draft/checkConditions';
import { explainDecision } from './draft/explainDecision';
import { editionFiles } from './draft/playgroundFiles';
import { NoSandboxError } from './draft/NoSandboxError';
import { runNativeTests } from './draft/runNativeTests';
import { Sandbox } from './draft/Sandbox';
import { validateFiles } from './draft/validateFiles';
import { describeFile } from './files/describeFile';
import { readRules, Rule } from './files/readRules';
import { readSetFiles, SetFiles } from './files/readSetFiles';
import { CerbosServer } from './publish/CerbosServer';
import { Edition, editionOf } from './edition/editionOf';
import { OwnedEditions } from './publish/OwnedEditions';
import { Publications } from './publish/Publications';

interface Prepared {
  read: SetFiles;
  rules: Rule[];
  edition: Edition;
}

/** Cerbos servers as an engine: live sets at the server's own store, drafts in a sandbox. */
export class CerbosEngine implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability> = new Set([
    'explain',
    'vocabulary',
    'search',
    'nativeTests',
    'publish',
  ] as const);
  readonly remote;
  private readonly connection: EngineConnection;
  private readonly server: CerbosServer;
  private readonly sandbox: Sandbox;
  private readonly publications: Publications;
  private readonly lease: ServerLease;

  constructor(
    private readonly options: {
      name: string;
      options: CerbosOptions;
      logger: LoggerService;
    },
  ) {
    const { name: engine, options: settings, logger } = options;
    const connection = new EngineConnection({
      engine,
      remote: settings,
      logger,
    });
    this.connection = connection;
    this.server = new CerbosServer({
      engine,
      connection,
      admin: settings.admin,
    });
    this.sandbox = new Sandbox({
      engine,
      options: settings,
      live: connection,
      logger,
    });
    this.lease = new ServerLease({
      server: new OwnedEditions(this.server),
      logger,
    });
    this.publications = new Publications({ engine, server: this.server });
    this.remote = { url: settings.url, state: () => connection.state() };
  }

  /** Policies are rules, told by their names. */
  defaultPolicyFile(): undefined {
    return undefined;
  }

  isPolicyFile(): boolean {
    return false;
  }

  describeFile(file: PolicyFile): FileReading | undefined {
    return describeFile(file);
  }

  async compile(
    bundle: PolicyBundle,
    { mode }: { mode: 'live' | 'draft' },
  ): Promise<CompileResult> {
    const { read, diagnostics } = readSetFiles(bundle);
    if (diagnostics.some(isError)) {
      return { diagnostics };
    }
    const ruled = readRules(read.documents, bundle.manifest);
    const edited = editionOf(read, ruled.rules, bundle, this.lease.owner);
    const checked = await this.validate(read, mode);
    diagnostics.push(
      ...(checked ?? []),
      ...ruled.diagnostics,
      ...edited.diagnostics,
    );
    if (diagnostics.some(isError)) {
      return { diagnostics };
    }
    const prepared = {
      read,
      rules: ruled.rules,
      edition: edited.edition,
    };
    return mode === 'draft'
      ? { diagnostics, compiled: this.draft(prepared) }
      : this.publish(prepared, diagnostics, checked !== undefined);
  }

  async runNativeTests(bundle: PolicyBundle): Promise<NativeTestResult[]> {
    const { read, diagnostics } = readSetFiles(bundle);
    const errors = diagnostics.filter(isError);
    return errors.length
      ? errors.map(({ file, message }) => ({
          name: file ?? 'tests',
          file,
          status: 'error',
          message,
        }))
      : runNativeTests(this.options.name, this.sandbox, read);
  }

  async checkHealth(): Promise<{ version?: string }> {
    return { version: await this.server.health() };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.sandbox.close(), this.lease.close()]);
    await this.connection.close();
  }

  /**
   * Live sets may come without a sandbox; then the server tells what it cannot use, without lines.
   *
   * @returns undefined for files that nobody checked
   */
  private async validate(
    read: SetFiles,
    mode: 'live' | 'draft',
  ): Promise<Diagnostic[] | undefined> {
    try {
      const wrong = await validateFiles(
        this.options.name,
        this.sandbox,
        read.native,
      );
      return wrong.length ? wrong : await checkConditions(this.sandbox, read);
    } catch (error) {
      if (mode === 'draft' || !(error instanceof NoSandboxError)) {
        throw error;
      }
      this.options.logger.warn(
        `policies are published unchecked: ${(error as Error).message}`,
      );
      return undefined;
    }
  }

  private async publish(
    { read, rules, edition }: Prepared,
    diagnostics: Diagnostic[],
    checked: boolean,
  ): Promise<CompileResult> {
    await this.lease.begin();
    const { handle, unusable } = await this.publications.acquire(edition);
    if (!handle && checked) {
      // The files are right, so it is worth another try.
      throw new EngineFaultError(
        this.options.name,
        `cannot use '${unusable[0]}', which the sandbox can; see the log of its server`,
      );
    }
    return handle
      ? {
          diagnostics,
          compiled: new CerbosSet({
            engine: this.options.name,
            decider: this.decider(edition, read, body =>
              this.server.check(body),
            ),
            read,
            rules,
            publication: handle,
          }),
        }
      : {
          diagnostics: [
            ...diagnostics,
            ...unusable.map(
              (file): Diagnostic => ({
                severity: 'error',
                source: 'cerbos',
                file,
                message: `Cerbos cannot use '${file}', or what it imports`,
                help: `Look at it with 'cerbos compile'; a sandbox tells the line, see 'sandbox' in the configuration of the engine.`,
              }),
            ),
          ],
        };
  }

  private draft({ read, rules, edition }: Prepared): CerbosSet {
    const { entities } = read;
    const files = editionFiles(edition);
    return new CerbosSet({
      engine: this.options.name,
      decider: this.decider(edition, read, async body => {
        const {
          status,
          body: answer,
          headers,
        } = await this.sandbox.call<
          { checkResources?: CheckAnswer['body']; message?: string } | undefined
        >('proxy', { files, checkResources: body });
        return {
          status,
          headers,
          body: status === 400 ? answer : answer?.checkResources,
        };
      }),
      read,
      rules,
      explain: async (request, entry) => {
        const principal = principalOf(request, entities, edition);
        const resource = resourceOf(request, entities, edition);
        return typeof principal === 'string' || typeof resource === 'string'
          ? entry.decision
          : explainDecision(this.sandbox, edition, entry, {
              principal,
              resource,
            });
      },
    });
  }

  private decider(
    edition: Edition,
    { entities }: SetFiles,
    check: (body: CheckBody) => Promise<CheckAnswer>,
  ): CheckDecider {
    return new CheckDecider({
      engine: this.options.name,
      edition,
      entities,
      resourcesPerCall: this.options.options.resourcesPerCall,
      check,
    });
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
