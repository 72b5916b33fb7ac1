import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import {
  CheckContext,
  CheckedRevision,
  CompiledSet,
  ConfiguredEngines,
  OpenDraft,
  OpenedDraft,
  openDraft,
  PolicyBundle,
} from '@internal/plugin-policies-node';

/*
 * Compiling is what checks cost, and an engine has room for few drafts at once. So the checks of a push share
 * one draft at a time: the proposed one first. Whoever wants the base waits until nobody else wants the proposed
 * one, and then that makes room for it. Never are two held at once: of two pushes that each hold a draft and
 * wait for another, neither would go on. So each of the two revisions is compiled once, unless its worker dies.
 */

interface Side {
  files: PolicyFile[];
  diagnostics?: Diagnostic[];
}

/** The two revisions as one check gets them. */
export interface DraftsOfCheck {
  proposed: CheckedRevision;
  base?: CheckedRevision;
  readonly useOther: CheckContext['useOther'];
  /** Settles when the check waits for the base, if it ever does. */
  readonly waits: Promise<void>;
  /** Whether an engine gave up on a draft while the check used it. */
  hasLost(): boolean;
}

/** What is proposed by a push, and its base, compiled for all checks of it. */
export class PushDrafts {
  private readonly proposed: Side;
  private readonly base?: Side;
  private open?: { side?: Side; opened: Pick<OpenedDraft, 'draft' | 'close'> };
  /** Ends when nobody uses the open draft. */
  private turn: Promise<unknown> = Promise.resolve();
  private openBase!: () => void;
  private readonly baseIsOpen = new Promise<void>(resolve => {
    this.openBase = resolve;
  });

  constructor(
    private readonly options: {
      proposed: PolicyFile[];
      base?: PolicyFile[];
      engines: ConfiguredEngines;
      signal: AbortSignal;
    },
  ) {
    this.proposed = { files: options.proposed };
    this.base = options.base && { files: options.base };
  }

  /** The drafts for one check. */
  forCheck(): DraftsOfCheck {
    let startWaiting!: () => void;
    const waits = new Promise<void>(resolve => {
      startWaiting = resolve;
    });
    let lost = false;
    const view = (side: Side, ready: () => Promise<void>): CheckedRevision => {
      const use = async <T>(
        act: (draft: OpenDraft | undefined) => Promise<T>,
      ): Promise<T> => {
        await ready();
        return this.inTurn(async () => {
          const { draft } = await this.ensure(side);
          try {
            return await act(draft);
          } finally {
            lost ||= draft?.compiled.isLost ?? false;
          }
        });
      };
      return {
        files: side.files,
        use,
        diagnose: async () =>
          side.diagnostics ?? (await use(async () => side.diagnostics!)),
      };
    };
    return {
      proposed: view(this.proposed, async () => {}),
      base:
        this.base &&
        view(this.base, async () => {
          startWaiting();
          await this.baseIsOpen;
        }),
      useOther: async (bundle, act) => {
        startWaiting();
        await this.baseIsOpen;
        return this.inTurn(() => this.useInstead(bundle, act));
      },
      waits,
      hasLost: () => lost,
    };
  }

  /** Lets those go on who wait for the base: the others have ended. */
  releaseBase(): void {
    this.openBase();
  }

  /** Lets go of what is held, whoever still uses it. */
  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    await open?.opened.close();
  }

  /** What else is compiled takes the place of what is open, too. */
  private async useInstead<T>(
    bundle: PolicyBundle,
    act: (compiled: CompiledSet | undefined) => Promise<T>,
  ): Promise<T> {
    const { signal, engines } = this.options;
    signal.throwIfAborted();
    await this.close();
    const engine = engines.get(bundle.manifest.spec.engine);
    const { compiled } = await engine.compile(bundle, { mode: 'draft' });
    this.open = { opened: { close: async () => compiled?.dispose() } };
    try {
      signal.throwIfAborted();
      return await act(compiled);
    } finally {
      await this.close();
    }
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.turn.then(act);
    this.turn = done.catch(() => {});
    return done;
  }

  private async ensure(side: Side): Promise<Pick<OpenedDraft, 'draft'>> {
    const { signal, engines } = this.options;
    signal.throwIfAborted();
    const isLost = this.open?.opened.draft?.compiled.isLost;
    if (this.open?.side === side && !isLost) {
      return this.open.opened;
    }
    await this.close();
    const opened = await openDraft(side.files, engines);
    side.diagnostics = opened.diagnostics;
    this.open = { side, opened };
    if (signal.aborted) {
      await this.close();
      throw signal.reason;
    }
    return opened;
  }
}
