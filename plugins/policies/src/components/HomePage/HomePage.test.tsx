import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { decodeRequestFragment } from '../../routes';
import { overview, request } from '../../__testUtils__/fixtures';
import {
  emptyBackend,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

describe('HomePage', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);

  it('tells what there is, what is broken and what was decided', async () => {
    server.use(onGet('/overview', overview));
    renderPortal('/');

    expect(await screen.findByText('1,164')).toBeVisible();
    expect(
      screen.getByRole('heading', { name: 'Policy portal' }),
    ).toBeVisible();
    expect(screen.getByText('1 broken')).toBeVisible();
    expect(screen.getByText('25%')).toBeVisible();

    const troubled = screen.getByRole('table', { name: 'Policy sets' });
    expect(within(troubled).getByText('3 errors')).toBeVisible();
    expect(within(troubled).getByText('2 cases fail')).toBeVisible();
    expect(screen.getByText("two folders name the set 'kyc'")).toBeVisible();
    expect(screen.getByText('Rename one of them.')).toBeVisible();

    const decisions = screen.getByRole('table', { name: 'Recent decisions' });
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

  it('leads a newcomer to the first set', async () => {
    server.use(
      onGet('/overview', {
        ...overview,
        counts: { ...overview.counts, sets: 0 },
        troubledSets: [],
        recentDecisions: [],
        registryErrors: [],
      }),
      onGet('/journeys', { items: [], total: 0, stages: {} }),
    );
    renderPortal('/');

    expect(
      await screen.findByText('No policy set is registered yet'),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('link', { name: 'Onboard the first domain' }),
    );
    expect(await screen.findByText('No domain is here yet')).toBeVisible();
    await userEvent.click(screen.getByRole('link', { name: 'How it works' }));
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

    server.use(onGet('/overview', overview));
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
