import { readdirSync, readFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import {
  ChangeCheck,
  ChangeDetail,
  ProofReport,
} from '@internal/plugin-policies-common';
import casbinModule from '@internal/plugin-policies-backend-module-casbin';
import { until } from '@internal/plugin-policies-node/testUtils';
import {
  asFiles,
  createCompany,
  startPortal,
  toyFiles,
} from '../__testUtils__/portal';
import { ToyEngine } from '../__testUtils__/ToyEngine';
import { ReadRevision } from '../revision/readRevision';
import { generateRequests } from './generateRequests';
import { mutate } from './mutations';
import { valuesIn } from './valuesIn';

const SET = resolve(__dirname, '../../../../estate/sets/treasury');

/** A set of the example company in the language of Casbin, with another limit for managers. */
const treasury = (limit: string) =>
  readdirSync(SET, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({
      path: relative(SET, path),
      content: readFileSync(path, 'utf8').replace(
        'r.obj.amount <= 1000000',
        `r.obj.amount <= ${limit}`,
      ),
    }));

describe('searching', () => {
  it('reads what texts compare with, whatever they are', () => {
    expect(
      valuesIn([
        `amount <= 1000 && "gold" == 'silver' && at < "2026-01-31" || at > "2026-01-31T10:00:00Z"`,
      ]),
    ).toEqual({
      numbers: expect.arrayContaining([999, 1000, 1001]),
      strings: ['gold', 'silver'],
      dates: [
        '2026-01-31',
        '2026-01-30',
        '2026-02-01',
        '2026-01-31T10:00:00Z',
        '2026-01-31T09:59:59.000Z',
        '2026-01-31T10:00:01.000Z',
      ],
    });
    const started = performance.now();
    const huge = valuesIn([
      '"'.repeat(500_000),
      '9'.repeat(500_000),
      `'${'x'.repeat(500_000)}'`,
      Array.from({ length: 100_000 }, (_, number) => `"s${number}"`).join(' '),
    ]);
    expect(huge.strings.length).toBeLessThanOrEqual(200);
    expect(huge.numbers.length).toBeLessThanOrEqual(200);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('takes names for names', () => {
    const request = {
      subject: { type: 'user', id: 'alice' },
      action: { name: 'read' },
      resource: { type: 'record', id: 'r1' },
    };
    const mutated = mutate(
      request,
      ['resource', 'properties', '__proto__'],
      'gold',
    );
    expect(JSON.stringify(mutated)).toContain('"__proto__":"gold"');
    expect(Object.prototype).not.toHaveProperty('gold');
    expect(({} as any).properties).toBeUndefined();
    expect(request.resource).toEqual({ type: 'record', id: 'r1' });
  });

  it('stays within its bound, says each request once, and the same for the same', async () => {
    const engine = new ToyEngine();
    const files = asFiles(toyFiles('permit read 0..1000'));
    const revision = {
      bundle: { files, revision: 'a'.repeat(64) },
      engine,
      cases: Array.from({ length: 700 }, (_, id) => ({
        file: 'tests/a.yaml',
        case: {
          name: `case ${id}`,
          request: {
            subject: { type: 'user', id: `u${id}` },
            action: { name: 'read' },
            resource: { type: 'record', id: 'r1', properties: { amount: id } },
          },
          expect: { decision: true },
        },
      })),
      invariants: [],
    } as unknown as ReadRevision;
    const requests = generateRequests([revision], 1_000);
    expect(requests).toHaveLength(1_000);
    const texts = requests.map(request => JSON.stringify(request));
    expect(new Set(texts).size).toBe(1_000);
    expect(generateRequests([revision], 1_000)).toEqual(requests);
    const none = { ...revision, cases: [] };
    expect(generateRequests([none], 1_000)).toEqual([]);
  });

  it('stands for a proof of a Casbin set, and is never called one', async () => {
    const portal = await startPortal([SET], {
      features: [...createCompany().features, casbinModule],
      policies: { engines: { casbin: {} } },
    });
    const base = await until(
      async () => (await portal.get('/sets/treasury')).body.revision,
    );
    const proofOf = async (limit: string) => {
      const { body } = await portal
        .as('ann')
        .post('/changes', {
          set: 'treasury',
          title: 'Another limit',
          files: treasury(limit),
          base,
        })
        .expect(201);
      const { checkResults }: ChangeDetail = await until(
        async () => (await portal.as('ann').get(`/changes/${body.id}`)).body,
        ({ checks }) => checks.pending === 0,
      );
      return checkResults.find(
        ({ name }) => name === 'proof',
      ) as ChangeCheck & { report: ProofReport };
    };
    const raised = await proofOf('2000000');
    expect([raised.report.verdict, raised.report.way]).toEqual([
      'wider',
      'searched',
    ]);
    expect(raised.summary).toMatch(
      /^Searched [\d,]+ requests: \d+ that (was|were) denied becomes? allowed\.$/,
    );
    const opened = raised.report.environments.find(
      ({ wider }) => wider.state === 'found',
    )!;
    expect(opened.environment.action).toBe('approve');
    expect(opened.wider.counterexample).toMatchObject({
      before: false,
      after: true,
      policies: ['approval-by-grade'],
    });
    expect(raised.log[0]).toBe(
      `Engine 'casbin' has no analyzer, so that nothing is proven and requests are tried instead.`,
    );
    const lowered = await proofOf('999999');
    expect(lowered.report.verdict).toBe('tighter');
    expect(JSON.stringify([raised, lowered])).not.toMatch(/"proven"|Proven/);
    const { body: known } = await portal.get('/sets/treasury/proof');
    expect(known.analyzer).toBeUndefined();
    expect(known.invariants).toEqual([]);
    await portal.stop();
  });
});
