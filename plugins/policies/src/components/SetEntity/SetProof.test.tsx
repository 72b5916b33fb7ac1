import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  anInvariant,
  aSetInvariant,
  aSetProof,
  brokenInvariant,
} from '../../__testUtils__/proofFixtures';
import { aPolicy, dailyLimit } from '../../__testUtils__/fixtures';
import {
  BASE_URL,
  emptyBackend,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

const TAB = '/catalog/default/policyset/withdrawals/proof';

describe('what is proven of a set', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);
  const serve = (proof: ReturnType<typeof aSetProof>) =>
    server.use(onGet('/sets/withdrawals/proof', proof));
  const section = async (name: string) =>
    within(await screen.findByRole('region', { name }));

  it('shows invariants, broken ones first, and findings with what to do', async () => {
    serve(
      aSetProof({
        invariants: [
          anInvariant('kept', {}, { kind: 'at most' }),
          anInvariant(
            'open',
            {
              state: 'undecided',
              sentence: 'It is not decided.',
              because: 'It took longer than 60 seconds.',
            },
            { kind: 'at least' },
          ),
          brokenInvariant,
        ],
        findings: [
          {
            kind: 'removable',
            statement: {
              policy: 'four-eyes',
              title: 'Four eyes',
              file: 'policies/four-eyes.cedar',
              range: {
                startLine: 9,
                startColumn: 1,
                endLine: 12,
                endColumn: 3,
              },
            },
            message: "'four-eyes' changes no decision.",
            help: 'Remove it, or say what it is for.',
          },
        ],
      }),
    );
    renderPortal(TAB);
    const invariants = await section('Invariants');
    expect(
      invariants
        .getAllByRole('heading', { level: 4 })
        .map(({ textContent }) => textContent),
    ).toEqual([
      'Never: Nothing leaves a frozen account',
      'Always: Title of open',
      'Only if: Title of kept',
    ]);
    expect(
      invariants.getByText(/1 proven, 1 not decided, 1 broken/),
    ).toBeTruthy();
    expect(
      invariants.getByText(/It took longer than 60 seconds/),
    ).toBeInTheDocument();
    expect(
      invariants.getAllByRole('link', { name: 'FATF R.16' })[0],
    ).toHaveAttribute('href', '/policies/policies?regulation=FATF+R.16');
    expect(
      invariants.getByRole('link', { name: 'invariants/frozen.cedar:5' }),
    ).toHaveAttribute(
      'href',
      '/playground/withdrawals?file=invariants%2Ffrozen.cedar&line=5',
    );
    const findings = await section('Findings');
    expect(findings.getByText('Changes nothing')).toBeInTheDocument();
    expect(
      findings.getByText('Remove it, or say what it is for.'),
    ).toBeInTheDocument();
    expect(
      findings.getByRole('link', { name: 'policies/four-eyes.cedar:9' }),
    ).toBeInTheDocument();
    expect(screen.getByText(/^Decided by/)).toHaveTextContent(
      /by cedar symcc 4\.14\.1 with cvc5 1\.3\.1, .* ago; every/,
    );
  });

  it('says without an analyzer what is tried instead, and what to do about it', async () => {
    serve(
      aSetProof({
        analyzer: {
          state: 'missing',
          message: "Install it with 'npm run engines -- install'.",
        },
        invariants: [
          anInvariant('tried', {
            state: 'searched',
            searched: 4_120,
            sentence: 'Searched 4,120 requests, none breaks it.',
          }),
        ],
        findings: undefined,
      }),
    );
    renderPortal(TAB);
    expect(
      await screen.findByText(
        /has no analyzer, so invariants are tried on 4,120 requests instead of proven\./,
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(/npm run engines/)).toBeInTheDocument();
    const invariants = await section('Invariants');
    expect(invariants.getByText('Searched')).toBeInTheDocument();
    expect(invariants.queryByText('Proven')).not.toBeInTheDocument();
    expect(
      (await section('Findings')).getByText('Not known'),
    ).toBeInTheDocument();
  });

  it('tells what an invariant is where there are none, and narrows two hundred', async () => {
    serve(aSetProof());
    const { unmount } = renderPortal(TAB);
    expect(await screen.findByText('No invariants yet')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Write an invariant' }),
    ).toHaveAttribute('href', '/playground/withdrawals?create=invariant');
    expect(screen.getByText('Nothing found')).toBeInTheDocument();
    unmount();

    serve(
      aSetProof({
        invariants: [
          ...Array.from({ length: 200 }, (_, index) =>
            anInvariant(`i-${index}`, {}, { title: 'x'.repeat(200) }),
          ),
          brokenInvariant,
        ],
      }),
    );
    renderPortal(TAB);
    const invariants = await section('Invariants');
    expect(invariants.getAllByRole('heading', { level: 4 })).toHaveLength(50);
    await userEvent.click(
      invariants.getByRole('button', { name: 'Show 50 more of 201' }),
    );
    expect(invariants.getAllByRole('heading', { level: 4 })).toHaveLength(100);
    await userEvent.click(invariants.getByRole('button', { name: 'Broken 1' }));
    expect(invariants.getAllByRole('heading', { level: 4 })).toHaveLength(1);
  });

  it('offers no invariant to a set whose language has none', async () => {
    serve(
      aSetProof({
        analyzer: undefined,
        findings: undefined,
        limits: ["Engine 'casbin' has no analyzer, so requests are tried"],
      }),
    );
    renderPortal(TAB);
    expect(
      await screen.findByText(
        "Engine 'casbin' has no analyzer, so requests are tried.",
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('No invariants')).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Write an invariant' }),
    ).not.toBeInTheDocument();
  });

  it('waits until the revision was looked at', async () => {
    let asked = 0;
    server.use(
      http.get(`${BASE_URL}/sets/withdrawals/proof`, () => {
        asked++;
        return HttpResponse.json(
          aSetProof(
            asked > 1
              ? { invariants: [anInvariant('kept')] }
              : { state: 'waiting', findings: undefined, checkedAt: undefined },
          ),
        );
      }),
    );
    renderPortal(TAB);
    expect(
      await screen.findByText(/is being looked at; this page shows/),
    ).toBeInTheDocument();
    expect(screen.queryByText('No invariants yet')).not.toBeInTheDocument();
    expect(
      await screen.findByText('Title of kept', {}, { timeout: 10_000 }),
    ).toBeInTheDocument();
  });

  it('says who may not see it', async () => {
    server.use(
      onGetError('/sets/withdrawals/proof', 403, 'NotAllowedError', 'No.'),
    );
    renderPortal(TAB);
    expect(
      await screen.findByText(
        "You may not see what is proven of 'withdrawals'",
      ),
    ).toBeInTheDocument();
  });

  it('counts on policies and regulations, too', async () => {
    const invariants = [
      aSetInvariant('withdrawals', brokenInvariant),
      aSetInvariant('withdrawals', anInvariant('other')),
      aSetInvariant(
        'withdrawals',
        anInvariant('foreign', {}, { regulations: ['OFAC'] }),
      ),
    ];
    server.use(
      onGet('/sets/withdrawals/policies/daily-limit', dailyLimit),
      onGet('/policies', {
        items: [aPolicy('withdrawals', 'daily-limit')],
        total: 1,
      }),
      onGet('/invariants', (url: URL) => ({
        items: invariants.filter(({ invariant }) =>
          [null, ...invariant.regulations].includes(
            url.searchParams.get('regulation'),
          ),
        ),
      })),
    );
    const { unmount } = renderPortal(
      '/policies/policy/withdrawals.daily-limit',
    );
    expect(
      (await section('Invariants it keeps')).getByText(
        'Nothing leaves a frozen account',
      ),
    ).toBeInTheDocument();
    expect(
      (await section('Invariants under the same regulations')).getByText(
        'Title of other',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText('Title of foreign')).not.toBeInTheDocument();
    unmount();

    renderPortal('/policies/policies?regulation=OFAC');
    const under = await section('Invariants under OFAC');
    expect(await under.findByText('Title of foreign')).toBeInTheDocument();
    expect(under.getByText('1 proven, in one policy set.')).toBeInTheDocument();
    expect(
      under.getByRole('link', { name: 'The withdrawals set' }),
    ).toHaveAttribute('href', '/policies/sets/withdrawals');
  });
});
