import { checkNameSchema, PolicyFile } from '@internal/plugin-policies-common';
import { openDraft } from '../bundle/openDraft';
import { Check, CheckContext, CheckedRevision } from '../checks/Check';
import { EngineList } from '../EngineList';
import { revisionOf } from '../revision';

/*
 * What every check must do, ours or a third party's, whatever it looks for:
 *
 *   describeCheck({ create: () => new LicenceCheck(), engines, files, broken });
 */

/** What the suite needs to know of a check. */
export interface CheckConformance {
  create(): Check;
  engines: EngineList;
  /** A set that compiles. */
  files: PolicyFile[];
  /** A set that does not. */
  broken: PolicyFile[];
}

/** Runs the conformance suite against a check. */
export function describeCheck(options: CheckConformance): void {
  const { create, engines, files, broken } = options;

  /** Runs it on files that are proposed, with drafts that take turns as those of a push do. */
  async function run(
    proposed: PolicyFile[],
    base: PolicyFile[] | undefined,
    signal = new AbortController().signal,
  ) {
    let users = 0;
    const inTurn = async <T>(act: () => Promise<T>): Promise<T> => {
      if (users) {
        throw new Error(
          'it begins a use within another one, which would wait for ever',
        );
      }
      users++;
      try {
        return await act();
      } finally {
        users--;
      }
    };
    const revisionFrom = (content: PolicyFile[]): CheckedRevision => ({
      files: content,
      diagnose: async () => {
        const opened = await openDraft(content, engines);
        await opened.close();
        return opened.diagnostics;
      },
      use: act =>
        inTurn(async () => {
          const opened = await openDraft(content, engines);
          try {
            return await act(opened.draft);
          } finally {
            await opened.close();
          }
        }),
    });
    const context: CheckContext = {
      change: {
        id: '1',
        set: 'records',
        title: 'A change',
        author: 'user:default/ann',
        domain: 'domain:default/testing',
        owner: 'group:default/testers',
        push: 1,
        base: base && revisionOf(base),
        revision: revisionOf(proposed),
      },
      proposed: revisionFrom(proposed),
      useOther: (bundle, act) =>
        inTurn(async () => {
          const { compiled } = await engines
            .get(bundle.manifest.spec.engine)
            .compile(bundle, { mode: 'draft' });
          try {
            return await act(compiled);
          } finally {
            await compiled?.dispose();
          }
        }),
      base: base && revisionFrom(base),
      signal,
      progress: async () => {},
    };
    const outcome = await create().run(context);
    return { outcome, users };
  }

  describe(`check '${create().name}'`, () => {
    it('has a name that can be kept, and a title', () => {
      const { name, title } = create();
      expect(checkNameSchema.safeParse(name).success).toBe(true);
      expect(title.trim()).toBe(title);
      expect(title).not.toBe('');
    });

    it.each<[string, PolicyFile[], PolicyFile[] | undefined]>([
      ['a new set', files, undefined],
      ['a set with a base', files, files],
      ['files that do not compile', broken, files],
      ['files on a base that does not compile', files, broken],
      ['no file at all', [], undefined],
    ])(
      'tells the same of %s each time, in a sentence',
      async (_, proposed, base) => {
        const { outcome, users } = await run(proposed, base);
        expect(['passed', 'failed', 'skipped']).toContain(outcome.state);
        expect(outcome.summary).toMatch(/^\S.*\S$/);
        for (const line of outcome.log ?? []) {
          expect(line).toMatch(/\S/);
        }
        expect(users).toBe(0);
        expect((await run(proposed, base)).outcome).toEqual(outcome);
      },
    );

    it('ends when it is told to, whether it has an answer or not', async () => {
      const controller = new AbortController();
      controller.abort(new Error('cancelled'));
      const ended = await run(files, files, controller.signal).then(
        ({ outcome }) => outcome.state,
        error => error.message,
      );
      expect(['passed', 'failed', 'skipped', 'cancelled']).toContain(ended);
    });
  });
}
