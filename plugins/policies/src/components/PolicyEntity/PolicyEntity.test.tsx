import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { aSet, dailyLimit } from '../../__testUtils__/fixtures';
import { onGet, renderPortal } from '../../__testUtils__/renderPortal';

/** A tab of the entity page. */
const tab = (name: string) =>
  within(
    screen.getByRole('navigation', { name: 'Content navigation' }),
  ).getByRole('link', { name });

describe('page of a policy', () => {
  const server = setupServer(
    onGet('/sets/withdrawals/policies/daily-limit', dailyLimit),
    onGet('/sets', (url: URL) => ({
      items:
        url.searchParams.get('domain') === 'domain:default/withdrawals'
          ? [aSet('withdrawals', { title: 'Withdrawals' })]
          : [],
      total: 1,
    })),
    onGet('/policies', { items: [dailyLimit], total: 1 }),
  );
  registerMswTestHooks(server);

  it('says the rule in words and in code, and who depends on it', async () => {
    renderPortal('/policies/policy/withdrawals.daily-limit');

    expect(
      await screen.findByText(/at most 10,000 USD in 24 hours/),
    ).toBeVisible();
    expect(
      screen.getByRole('heading', { name: 'Daily withdrawal limit' }),
    ).toBeVisible();
    expect(
      await screen.findByRole('textbox', {
        name: 'Source of policies/daily-limit.cedar',
      }),
    ).toHaveTextContent('permit (principal, action, resource);');
    expect(
      screen.getByRole('link', { name: 'Open in playground' }),
    ).toHaveAttribute(
      'href',
      '/playground/withdrawals?file=policies%2Fdaily-limit.cedar',
    );
    expect(screen.getByRole('link', { name: 'FATF R.16' })).toHaveAttribute(
      'href',
      '/policies/policies?regulation=FATF+R.16',
    );

    const consumers = within(screen.getByRole('table', { name: 'Consumers' }));
    const rowOf = async (text: string) =>
      within((await consumers.findByText(text)).closest('tr')!);
    expect((await rowOf('app-gateway')).getByText('this policy')).toBeVisible();
    expect(
      (await rowOf('withdrawal-orchestrator')).getByText('the whole set'),
    ).toBeVisible();
    // It names two other policies of the set, and neither this one nor the set.
    expect(
      consumers.queryByText('rewards-distributor'),
    ).not.toBeInTheDocument();

    await userEvent.click(tab('Cases'));
    expect(await screen.findByText('within the daily limit')).toBeVisible();
  });

  it('says so where no consumer names it', async () => {
    server.use(
      onGet('/sets/kycs/policies/level', {
        ...dailyLimit,
        set: 'kycs',
        name: 'level',
      }),
    );
    renderPortal('/catalog/default/policy/kycs.level');
    expect(
      await screen.findByText('No consumer names this policy'),
    ).toBeVisible();
  });

  it('is listed on the page of its domain', async () => {
    renderPortal('/catalog/default/domain/withdrawals/policies');
    const sets = within(
      await screen.findByRole('table', { name: 'Policy sets' }),
    );
    expect(await sets.findByText('Withdrawals')).toBeVisible();
    const policies = within(screen.getByRole('table', { name: 'Policies' }));
    expect(await policies.findByText('Daily withdrawal limit')).toBeVisible();
  });
});
