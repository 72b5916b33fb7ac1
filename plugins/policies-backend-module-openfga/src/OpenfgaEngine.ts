import { LoggerService } from '@backstage/backend-plugin-api';
import {
  EngineCapability,
  NativeTestResult,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  CompileResult,
  EngineConnection,
  FileReading,
  PolicyBundle,
  PolicyEngine,
  ServerLease,
} from '@internal/plugin-policies-node';
import { explainDecision } from './draft/explainDecision';
import { NativeTests } from './draft/NativeTests';
import { describeFile } from './files/describeFile';
import { readSetFiles, SetFiles } from './files/readSetFiles';
import { OpenfgaOptions } from './OpenfgaOptions';
import { OpenfgaSet } from './OpenfgaSet';
import { DraftStores } from './publish/DraftStores';
import { Publications } from './publish/Publications';
import { refusalDiagnostic } from './publish/refusalDiagnostic';
import { StoreContent } from './publish/StoreContent';
import { StoreNames } from './publish/StoreNames';
import { FgaRefusal } from './server/FgaRefusal';
import { checkFgaHealth } from './server/checkFgaHealth';
import { FgaServer } from './server/FgaServer';

/** OpenFGA servers as an engine: a store for each live revision, ephemeral stores for drafts. */
export class OpenfgaEngine implements PolicyEngine {
  readonly capabilities: ReadonlySet<EngineCapability> = new Set([
    'explain',
    'vocabulary',
    'search',
    'nativeTests',
    'publish',
  ] as const);
  readonly remote;
  private readonly connection: EngineConnection;
  private readonly server: FgaServer;
  private readonly publications: Publications;
  private readonly names: StoreNames;
  private readonly lease: ServerLease;
  private readonly drafts: DraftStores;

  constructor(
    private readonly options: {
      name: string;
      options: OpenfgaOptions;
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
    this.server = new FgaServer({ engine, connection });
    this.names = new StoreNames(settings.storePrefix, this.server);
    this.lease = new ServerLease({
      server: this.names,
      logger,
      renames: true,
    });
    this.publications = new Publications({
      engine,
      server: this.server,
      lease: this.lease,
    });
    this.drafts = new DraftStores({
      server: this.server,
      prefix: `${settings.storePrefix}-draft`,
      logger,
    });
    this.remote = { url: settings.url, state: () => connection.state() };
  }

  /** Policies are relations, told by `authzen.yaml`. */
  defaultPolicyFile(): undefined {
    return undefined;
  }

  isPolicyFile(): boolean {
    return false;
  }

  describeFile(file: PolicyFile, files: PolicyFile[]): FileReading | undefined {
    return describeFile(file, files);
  }

  async compile(
    bundle: PolicyBundle,
    { mode }: { mode: 'live' | 'draft' },
  ): Promise<CompileResult> {
    const { read, diagnostics } = readSetFiles(bundle);
    if (!read || diagnostics.some(({ severity }) => severity === 'error')) {
      return { diagnostics };
    }
    const content = new StoreContent(read.model.body, read.tuples);
    try {
      return {
        diagnostics,
        compiled:
          mode === 'draft'
            ? await this.draft(read, content)
            : await this.publish(read, content, bundle),
      };
    } catch (error) {
      if (error instanceof FgaRefusal) {
        return {
          diagnostics: [...diagnostics, refusalDiagnostic(error, read)],
        };
      }
      throw error;
    }
  }

  async runNativeTests(bundle: PolicyBundle): Promise<NativeTestResult[]> {
    return new NativeTests({
      server: this.server,
      drafts: this.drafts,
    }).run(bundle.files);
  }

  async checkHealth(): Promise<{ version?: string }> {
    const { connection, server } = this;
    await checkFgaHealth({ engine: this.options.name, connection, server });
    return {};
  }

  async dispose(): Promise<void> {
    await Promise.all([this.drafts.close(), this.lease.close()]);
    await this.connection.close();
  }

  private async publish(
    set: SetFiles,
    content: StoreContent,
    { manifest, revision }: PolicyBundle,
  ): Promise<OpenfgaSet> {
    const publication = await this.publications.acquire(
      owner => this.names.of(manifest.metadata.name, revision, owner),
      content,
    );
    return new OpenfgaSet({
      ...this.setOptions(set),
      place: publication.place,
      publication,
      release: publication.release,
    });
  }

  private async draft(
    set: SetFiles,
    content: StoreContent,
  ): Promise<OpenfgaSet> {
    const { place, release } = await this.drafts.acquire(content);
    return new OpenfgaSet({
      ...this.setOptions(set),
      place: () => place,
      explain: answered =>
        explainDecision(answered, { ...this.setOptions(set), place }),
      release,
    });
  }

  private setOptions(set: SetFiles) {
    const { checksPerCall, searchResults } = this.options.options;
    return {
      engine: this.options.name,
      server: this.server,
      set,
      checksPerCall,
      searchResults,
    };
  }
}
