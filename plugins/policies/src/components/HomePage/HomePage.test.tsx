import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { decodeRequestFragment } from '../../routes';
import { board, overview, request } from '../../__testUtils__/fixtures';
import {
  emptyBackend,
  BASE_URL,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

describe('HomePage', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);
  const settled = [
    onGet('/journeys', board),
    onGet('/engines', { items: [], total: 0 }),
  ];

  it('tells what there is, what is broken and what was decided', async () => {
    server.use(onGet('/overview', overview), ...settled);
    renderPortal('/');

    expect(await screen.findByText('1,164')).toBeVisible();
    expect(
      screen.getByRole('heading', { name: 'Policy portal' }),
    ).toBeVisible();
    expect(screen.getByText('1 broken')).toBeVisible();
    expect(screen.getByText('25%')).toBeVisible();

    const troubled = await screen.findByRole('table', {
      name: 'Sets that need attention',
    });
    const rows = within(troubled).getAllByRole('row').slice(1);
    // The worst first, and all that the board has: an owner without people, too.
    expect(
      rows.map(row => within(row).getAllByRole('cell')[1].textContent),
    ).toEqual([
      'Policies validate: 3 errors in the newest filesEvery caller is declared: Not declared: nightly-batch',
      'Cases pass: 6 of 8 cases pass',
      'Owner group has members: 0 members',
    ]);
    expect(
      within(troubled).getByRole('link', { name: 'The cards set' }),
    ).toHaveAttribute('href', '/onboarding?open=set-cards');
    expect(screen.getByText("two folders name the set 'kyc'")).toBeVisible();
    expect(screen.getByText('Rename one of them.')).toBeVisible();

    const decisions = screen.getByRole('table', { name: 'Recent decisions' });
    expect(
      screen.getByText(/1,200 of the decisions of the last 24 hours/),
    ).toBeVisible();
    expect(within(decisions).getByText('Allowed')).toBeVisible();
    expect(within(decisions).getByText('Denied')).toBeVisible();
    expect(within(decisions).getAllByText('3 minutes ago')).toHaveLength(2);
    expect(within(decisions).getByText('nightly-batch')).toBeVisible();
    const [link] = within(decisions).getAllByRole('link', {
      name: 'user ana → request → Withdrawal w-1001',
    });
    const url = new URL((link as HTMLAnchorElement).href);
    expect(url.pathname).toBe('/playground/withdrawals');
    expect(decodeRequestFragment(url.hash)).toEqual(request);
  });

  it('says that nothing needs attention only when the board says so', async () => {
    let answer: () => void = () => {};
    const answered = new Promise<void>(resolve => {
      answer = resolve;
    });
    server.use(
      onGet('/overview', { ...overview, troubledSets: [], registryErrors: [] }),
      onGet('/engines', { items: [], total: 0 }),
      http.get(`${BASE_URL}/journeys`, async () => {
        await answered;
        return HttpResponse.json({ ...board, items: [board.items[0]] });
      }),
    );
    renderPortal('/');
    expect(
      await screen.findByLabelText('Loading what needs attention'),
    ).toBeInTheDocument();
    expect(
      screen.queryByText(/Nothing needs attention/),
    ).not.toBeInTheDocument();
    answer();
    expect(await screen.findByText(/Nothing needs attention/)).toBeVisible();
  });

  it('does not take an unknown board for a good one', async () => {
    server.use(
      onGet('/overview', { ...overview, troubledSets: [], registryErrors: [] }),
      onGet('/engines', { items: [], total: 0 }),
      onGetError('/journeys', 503, 'ServiceUnavailableError', 'no catalog'),
    );
    renderPortal('/');
    expect(
      await screen.findByText('Could not load what the sets lack'),
    ).toBeVisible();
    expect(
      screen.queryByText(/Nothing needs attention/),
    ).not.toBeInTheDocument();
  });

  it('names a feature that could not start', async () => {
    server.use(
      onGet('/overview', {
        ...overview,
        troubledSets: [],
        registryErrors: [],
        failedFeatures: ['changes'],
      }),
      ...settled,
    );
    renderPortal('/');
    expect(
      await screen.findByText("The feature 'changes' could not start"),
    ).toBeVisible();
    expect(
      screen.queryByText(/Nothing needs attention/),
    ).not.toBeInTheDocument();
  });

  it('leads a newcomer to the first set', async () => {
    server.use(
      onGet('/overview', {
        ...overview,
        counts: { ...overview.counts, sets: 0 },
        troubledSets: [],
        recentDecisions: [],
        registryErrors: [],
      }),
      ...settled,
      http.post(`${BASE_URL}/journeys`, () =>
        HttpResponse.json({}, { status: 503 }),
      ),
    );
    renderPortal('/');

    expect(
      await screen.findByText('No policy set is registered yet'),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('link', { name: 'Onboard the first domain' }),
    );
    expect(
      await screen.findByText('The journey could not begin'),
    ).toBeVisible();
  });

  it('tells how onboarding works', async () => {
    renderPortal('/policies/onboard');
    expect(
      await screen.findByText('1. Put the policies into a folder'),
    ).toBeVisible();
    const fields = screen.getByRole('table', {
      name: 'Fields of policy-set.yaml',
    });
    expect(within(fields).getByText('spec.policies[].lifecycle')).toBeVisible();
    expect(within(fields).getByText('Unique in the portal')).toBeVisible();
  });

  it('claims no trouble while the sources are read for the first time', async () => {
    server.use(
      onGet('/overview', {
        ...overview,
        counts: { ...overview.counts, sets: 0 },
        troubledSets: [],
        registryErrors: [],
        reading: { checking: ['custody', 'kyc'] },
      }),
      onGet('/journeys', { ...board, items: [], total: 0 }),
      onGet('/engines', { items: [], total: 0 }),
    );
    renderPortal('/');
    expect(
      await screen.findByText(
        'The portal has just started and is reading its sources. Being checked: custody, kyc.',
      ),
    ).toBeVisible();
    expect(
      screen.queryByText('No policy set is registered yet'),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByText(/Nothing needs attention/),
    ).not.toBeInTheDocument();
  });

  it('says why there is nothing, and tries again', async () => {
    server.use(
      onGetError('/overview', 503, 'ServiceUnavailableError', 'no database'),
    );
    renderPortal('/');
    expect(
      await screen.findByText('Could not load the overview'),
    ).toBeVisible();
    expect(screen.getByText('no database')).toBeVisible();

    server.use(onGet('/overview', overview), ...settled);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('1,164')).toBeVisible();
  });

  it('names a missing permission', async () => {
    server.use(
      onGetError('/overview', 403, 'NotAllowedError', 'Unauthorized.'),
    );
    renderPortal('/');
    expect(
      await screen.findByText('You may not see the overview'),
    ).toBeVisible();
  });
});
