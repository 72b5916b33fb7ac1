import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import {
  ChangeCheck,
  InvariantProof,
  ProofReport,
} from '@internal/plugin-policies-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { aChange, aDifference } from '../../__testUtils__/fixtures';
import {
  anEnvironment,
  anInvariant,
  aProofReport,
  brokenInvariant,
  counterexample,
} from '../../__testUtils__/proofFixtures';
import {
  emptyBackend,
  onGet,
  renderPortal,
} from '../../__testUtils__/renderPortal';
import { DraftStore } from '../Playground/model';

const BASE = 'a'.repeat(64);
const PROPOSED = 'b'.repeat(64);

function aCheck(name: string, overrides: Partial<ChangeCheck>): ChangeCheck {
  return {
    name,
    title: name,
    state: 'passed',
    blocking: false,
    log: [],
    ...overrides,
  };
}

describe('proof of a change', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);
  beforeEach(() => window.localStorage.clear());

  function serve(...checks: ChangeCheck[]) {
    server.use(
      onGet('/changes/7', {
        ...aChange,
        checkResults: [...aChange.checkResults, ...checks],
      }),
      onGet('/changes/7/difference', aDifference),
    );
  }

  const serveReports = (
    report: Partial<ProofReport>,
    invariants: InvariantProof[] = [],
  ) =>
    serve(
      aCheck('proof', { report: aProofReport(report) }),
      aCheck('invariants', { report: { invariants, revision: PROPOSED } }),
    );

  const serveFiles = () =>
    ['active', PROPOSED].forEach(name =>
      server.use(
        onGet(`/sets/withdrawals/revisions/${name}`, {
          set: 'withdrawals',
          revision: name === 'active' ? BASE : PROPOSED,
          files: [
            {
              path: 'policies/daily-limit.cedar',
              content: name === 'active' ? 'limit 10000' : 'limit 12000',
            },
          ],
        }),
      ),
    );

  const section = async (name: string) =>
    within(await screen.findByRole('region', { name }));

  it('says in one sentence what is proven, and what no proof is about, on the overview too', async () => {
    const sentence =
      'The policies are proven to allow nothing new; the stored entities changed too, and no proof is about those.';
    serveReports(
      {
        verdict: 'tighter',
        sentence,
        unproven: ["'entities.json' changed."],
      },
      [anInvariant('one'), brokenInvariant],
    );
    renderPortal('/changes/7');
    const summary = await section('For all requests');
    const verdict = summary.getByRole('alert');
    expect(verdict).toHaveTextContent(sentence);
    expect(
      within(verdict).getByRole('list', { name: 'Not proven' }),
    ).toHaveTextContent("'entities.json' changed.");
    expect(
      summary.getByText('Nothing leaves a frozen account'),
    ).toBeInTheDocument();
    expect(
      summary.getByText('Invariants: 1 proven, 1 broken.'),
    ).toBeInTheDocument();
    await userEvent.click(summary.getByRole('link', { name: 'See the proof' }));
    expect(await section('Proof')).toBeTruthy();
    expect(
      screen.getByText(/by cedar symcc 4\.14\.1 with cvc5 1\.3\.1/),
    ).toHaveTextContent(/decided again by Cedar 4\.13\.0/);
  });

  it('compares each kind of request, those that differ first, and can be narrowed', async () => {
    serveReports({
      environments: [
        ...Array.from({ length: 9 }, (_, index) =>
          anEnvironment(`view-${index}`),
        ),
        anEnvironment(
          'approve',
          { state: 'undecided', because: "It uses 'decimal'." },
          { state: 'proven' },
        ),
        anEnvironment('request', { state: 'found', counterexample }),
      ],
    });
    renderPortal('/changes/7/proof');
    const kinds = within(
      await screen.findByRole('list', { name: 'Kinds of request' }),
    );
    const rows = kinds.getAllByRole('listitem');
    expect(rows).toHaveLength(11);
    expect(rows[0]).toHaveTextContent(
      /Only wider.*user → request → Withdrawal.*Becomes allowed.*resource\.amount.*12,000.*Denied→Allowedby daily-limit/,
    );
    expect(rows[1]).toHaveTextContent(
      /Not decided.*approve.*Becomes allowed: not decided\. It uses 'decimal'\./,
    );
    const toggles = within(
      screen.getByRole('group', { name: 'Show kinds of request' }),
    );
    await userEvent.click(toggles.getByRole('button', { name: 'Equal 9' }));
    expect(kinds.getAllByRole('listitem')).toHaveLength(9);
    expect(kinds.queryByText(/approve/)).not.toBeInTheDocument();
    await userEvent.click(toggles.getByRole('button', { name: 'All 11' }));
    expect(kinds.getAllByRole('listitem')).toHaveLength(11);
  });

  it('makes a counterexample a case of the draft, but not of a draft of something else', async () => {
    serveReports({
      environments: [
        anEnvironment('request', { state: 'found', counterexample }),
      ],
    });
    serveFiles();
    renderPortal('/changes/7/proof');
    const save = await screen.findByRole('button', { name: 'Save as case' });
    await userEvent.click(save);
    expect(
      await screen.findByText(
        "The case is in 'tests/counterexamples.yaml' of your draft; open the playground to push it.",
      ),
    ).toBeInTheDocument();
    const kept = new DraftStore().get('withdrawals')!;
    expect(kept).toMatchObject({
      revision: BASE,
      changeId: '7',
      changes: {
        'policies/daily-limit.cedar': 'limit 12000',
        'tests/counterexamples.yaml': expect.stringMatching(
          /amount: 12000[^]*expect: \{ decision: true \}/,
        ),
      },
    });
    await userEvent.click(save);
    expect(
      await screen.findByText(/has this case already/),
    ).toBeInTheDocument();
    expect(new DraftStore().get('withdrawals')).toEqual(kept);

    new DraftStore().put('withdrawals', {
      revision: BASE,
      changes: { 'policies/mine.cedar': 'mine' },
    });
    await userEvent.click(save);
    expect(
      await screen.findByText(/draft of 'withdrawals' is not of this change/),
    ).toBeInTheDocument();
    expect(new DraftStore().get('withdrawals')?.changes).toEqual({
      'policies/mine.cedar': 'mine',
    });
  });

  it('says why a request that takes other entities is no case', async () => {
    serveReports({
      environments: [
        anEnvironment('request', {
          state: 'found',
          counterexample: {
            ...counterexample,
            entities: { path: 'entities.json', content: '[]' },
          },
        }),
      ],
    });
    renderPortal('/changes/7/proof');
    expect(
      await screen.findByText(/cases are decided with the stored entities/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Save as case' }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Open in playground' }),
    ).toBeEnabled();
  });

  it('shows first which invariants it takes away or says otherwise', async () => {
    const warning =
      "The change takes away invariant 'gone' (“Nothing leaves a frozen account”, FATF R.16): nothing has to keep it any more.";
    serve(
      aCheck('proof', { report: aProofReport() }),
      aCheck('invariants', {
        report: {
          invariants: [anInvariant('kept')],
          warnings: [warning],
          revision: PROPOSED,
        },
      }),
    );
    renderPortal('/changes/7/proof');
    const invariants = await section('Invariants');
    expect(
      invariants.getByRole('list', {
        name: 'Removed and rewritten invariants',
      }),
    ).toHaveTextContent(warning);
    const { textContent } = await screen.findByRole('region', {
      name: 'Invariants',
    });
    expect(textContent).toMatch(
      /nothing has to keep it any more.*Title of kept/,
    );
  });

  it('knows nothing while a check runs, could not tell or answers nonsense', async () => {
    serve(
      aCheck('proof', {
        state: 'running',
        summary: '3 of 24 kinds of request',
        report: aProofReport(),
      }),
      aCheck('invariants', { state: 'passed', report: { invariants: 7 } }),
    );
    renderPortal('/changes/7/proof');
    const proof = await section('Proof');
    expect(proof.getByRole('status')).toHaveTextContent(
      '3 of 24 kinds of request',
    );
    expect(proof.queryByText(/becomes allowed/)).not.toBeInTheDocument();
    expect(
      (await section('Invariants')).getByText('There is no report'),
    ).toBeInTheDocument();
  });

  it('stays away where nothing is asked about all requests', async () => {
    serve();
    renderPortal('/changes/7');
    expect(
      await screen.findByRole('heading', { name: 'Raise the daily limit' }),
    ).toBeInTheDocument();
    expect(screen.queryByText('For all requests')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('tab', { name: 'Proof' }),
    ).not.toBeInTheDocument();
  });
});
