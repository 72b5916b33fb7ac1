import { cpSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import {
  ChangeCheck,
  ChangeDetail,
  InvariantReport,
  PolicyFile,
  ProofReport,
} from '@internal/plugin-policies-common';
import { findEngineBinary } from '@internal/plugin-policies-node';
import { until } from '@internal/plugin-policies-node/testUtils';
import { createCompany, SetsFolder, startPortal } from './__testUtils__/portal';

jest.setTimeout(240_000);

const SET = resolve(__dirname, '../../../estate/sets/withdrawals');

const hasTools =
  findEngineBinary('cedar') !== undefined &&
  findEngineBinary('cvc5') !== undefined;
const describeWithTools = hasTools
  ? describe
  : // eslint-disable-next-line jest/no-disabled-tests
    describe.skip;

describeWithTools(
  'a Cedar set with its analyzer (npm run engines -- install)',
  () => {
    const folder = new SetsFolder();
    const place = join(folder.path, 'withdrawals');
    let portal: Awaited<ReturnType<typeof startPortal>>;
    let base: string;

    const filesWith = (
      path: string,
      change: (content: string) => string,
    ): PolicyFile[] =>
      readdirSync(SET, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => relative(SET, join(entry.parentPath, entry.name)))
        .map(name => {
          const content = readFileSync(join(SET, name), 'utf8');
          return {
            path: name,
            content: name === path ? change(content) : content,
          };
        });
    const change = async (
      ...changed: Parameters<typeof filesWith>
    ): Promise<ChangeDetail> => {
      const { body } = await portal
        .as('ann')
        .post('/changes', {
          set: 'withdrawals',
          title: 'Another limit',
          files: filesWith(...changed),
          base,
        })
        .expect(201);
      return until(
        async () => (await portal.as('ann').get(`/changes/${body.id}`)).body,
        ({ checks }) => checks.pending === 0,
      );
    };
    const resultOf = <R>({ checkResults }: ChangeDetail, name: string) =>
      checkResults.find(check => check.name === name) as ChangeCheck & {
        report: R;
      };
    const withLimit = (limit: string) => (content: string) =>
      content.split('10000').join(limit);

    beforeAll(async () => {
      cpSync(SET, place, { recursive: true });
      portal = await startPortal([folder.path], {
        features: createCompany().features,
        policies: { engines: { cedar: { liveWorkers: 1 } } },
      });
      // With what every revision has to keep, the first read takes its time.
      base = await until(
        async () => (await portal.get('/sets/withdrawals')).body.revision,
      );
    });
    afterAll(async () => {
      await portal.stop();
      folder.dispose();
    });

    it('reads only tighter where a limit is lowered, and shows the request that a higher one lets through', async () => {
      const lowered = resultOf<ProofReport>(
        await change('policies/daily-limit.cedar', withLimit('1000')),
        'proof',
      );
      expect(lowered).toMatchObject({
        state: 'passed',
        summary: expect.stringMatching(
          /^Proven: only tighter\. Nothing that was denied becomes allowed; /,
        ),
        report: { verdict: 'tighter', way: 'proven', unproven: [] },
      });
      const raised = await change(
        'policies/daily-limit.cedar',
        withLimit('20000'),
      );
      const { report } = resultOf<ProofReport>(raised, 'proof');
      expect(report.verdict).toBe('wider');
      const [{ wider }] = report.environments;
      const { request, entities } = wider.counterexample!;
      // Whoever opens it in the playground sees the same.
      for (const [files, decision] of [
        [
          filesWith('policies/daily-limit.cedar', withLimit('20000')),
          'allowed',
        ],
        [filesWith('', content => content), 'denied'],
      ] as const) {
        const { body } = await portal
          .post('/playground/evaluate', {
            files: files.map(file =>
              file.path === entities?.path ? entities : file,
            ),
            request,
          })
          .expect(200);
        expect(body.decision.outcome).toBe(decision);
      }
      expect(resultOf<InvariantReport>(raised, 'invariants')).toMatchObject({
        state: 'passed',
        summary: 'Invariants: 5 proven',
      });
    });

    it('keeps what it has where a new revision breaks an invariant, with the request and the regulation', async () => {
      const frozen = readFileSync(
        join(SET, 'policies/frozen-account.cedar'),
        'utf8',
      ).replace('"frozen"', '"closed"');
      for (const more of [
        '',
        // What the analyzer does not take switches nothing off: requests are tried then.
        'forbid (principal, action == Action::"request", resource) when { principal == User::"\\u{30000}" };',
      ]) {
        writeFileSync(
          join(place, 'policies/frozen-account.cedar'),
          `${frozen}\n${more}\n`,
        );
        await portal.refresh();
        const { body } = await portal.get('/sets/withdrawals');
        expect(body.revision).toBe(base);
        expect(
          body.diagnostics.some(({ message }: { message: string }) =>
            message.startsWith('it is not decided'),
          ),
        ).toBe(more !== '');
        expect(
          body.diagnostics.filter(
            ({ severity }: { severity: string }) => severity === 'error',
          ),
        ).toEqual([
          expect.objectContaining({
            file: 'invariants/nothing-leaves-a-frozen-account.cedar',
            message: expect.stringMatching(
              /FATF R\.16\) is broken\. .*asks for '(request|approve|release)' on Withdrawal/,
            ),
          }),
        ]);
      }
    });

    it('is told of with findings, and of drafts within seconds', async () => {
      const { body: proof } = await until(
        () => portal.get('/sets/withdrawals/proof').expect(200),
        ({ body }) => body.state === 'done',
      );
      expect(proof.invariants).toHaveLength(5);
      expect(
        proof.invariants.map(({ state }: { state: string }) => state),
      ).toEqual(Array(5).fill('proven'));
      expect(proof.limits).toEqual([]);
      const files = filesWith(
        'policies/frozen-account.cedar',
        content =>
          `${content}\nforbid (principal, action == Action::"request", resource) when { 1 > 2 };`,
      );
      // What a busy machine does not answer in time it has known by the next keystroke.
      const { body: draft } = await until(
        () =>
          portal
            .post('/playground/proof', { files, parts: ['findings'] })
            .expect(200),
        ({ body }) =>
          body.findings.some(({ kind }: any) => kind === 'never-matches'),
      );
      expect(draft.findings).toContainEqual(
        expect.objectContaining({
          kind: 'never-matches',
          statement: expect.objectContaining({ policy: 'frozen-account' }),
        }),
      );
    });
  },
);
