import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { aPolicy, aSet, withdrawals } from '../../__testUtils__/fixtures';
import {
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

const sets = [
  aSet('withdrawals', { title: 'Withdrawals' }),
  aSet('cards', { title: 'Cards', health: 'broken', errorCount: 3 }),
  aSet('data-privacy', { title: 'Data privacy', engine: 'opa' }),
];
const policies = Array.from({ length: 1_200 }, (_, index) =>
  aPolicy(sets[index % 3].name, `rule-${String(index).padStart(4, '0')}`, {
    regulations: [index % 2 ? 'GDPR' : 'MiCA'],
  }),
);

/** Titles in the first column, from the top. */
async function titles(table: string) {
  const rows = within(await screen.findByRole('table', { name: table }));
  return rows
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('link')[0].textContent);
}

describe('PoliciesPage', () => {
  const server = setupServer(
    onGet('/sets', { items: sets, total: sets.length }),
    onGet('/policies', (url: URL) => {
      const start = Number(url.searchParams.get('cursor') ?? 0);
      const end = start + Number(url.searchParams.get('limit'));
      return {
        items: policies.slice(start, end),
        total: policies.length,
        ...(end < policies.length && { nextCursor: String(end) }),
      };
    }),
    onGet('/sets/cards', { ...withdrawals, name: 'cards' }),
  );
  registerMswTestHooks(server);

  it('filters, sorts and clears the sets', async () => {
    renderPortal('/policies?health=broken');
    expect(await screen.findByText('1 of 3 policy sets')).toBeVisible();
    expect(await titles('Policy sets')).toEqual(['Cards']);

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('3 policy sets')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Policy set' }));
    expect(await titles('Policy sets')).toEqual([
      'Cards',
      'Data privacy',
      'Withdrawals',
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Policy set' }));
    expect((await titles('Policy sets'))[0]).toBe('Withdrawals');

    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search' }),
      'nothing like it',
    );
    expect(await screen.findByText('No policy set matches')).toBeVisible();
    expect(screen.getByText('0 of 3 policy sets')).toBeVisible();
  });

  it('loads every policy and filters by what is in the URL', async () => {
    renderPortal('/policies/policies?regulation=GDPR&engine=opa');
    expect(await screen.findByText('200 of 1,200 policies')).toBeVisible();
    expect(screen.getByText('1–50 of 200')).toBeVisible();
    // The first rows come at once, the others of the page a moment later.
    expect(await screen.findByText('The rule-0299 policy')).toBeVisible();
    expect(await titles('Policies')).toHaveLength(50);

    await userEvent.click(
      screen.getByRole('button', { name: 'Go to next page' }),
    );
    expect(await screen.findByText('51–100 of 200')).toBeVisible();

    await userEvent.click(screen.getByRole('combobox', { name: 'Domain' }));
    await userEvent.click(screen.getByRole('option', { name: 'cards' }));
    expect(await screen.findByText('No policy matches')).toBeVisible();
  });

  it('finds the parts of a regulation by its name, and policies that nobody consumes', async () => {
    const regulations = ['MiCA', 'MiCA Art. 70', 'MiCA white paper', 'MAR'];
    server.use(
      onGet('/policies', {
        items: [
          ...regulations.map((regulation, index) =>
            aPolicy('cards', `rule-${index}`, { regulations: [regulation] }),
          ),
          aPolicy('withdrawals', 'used', { regulations: [] }),
        ],
        total: 5,
      }),
    );
    renderPortal('/policies/policies?regulation=MiCA');
    expect(await screen.findByText('3 of 5 policies')).toBeVisible();

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await userEvent.click(screen.getByRole('combobox', { name: 'Consumers' }));
    await userEvent.click(
      screen.getByRole('option', { name: 'No consumer names it' }),
    );
    expect(await screen.findByText('4 of 5 policies')).toBeVisible();
    expect(screen.queryByText('The used policy')).not.toBeInTheDocument();
  });

  it('opens the page of a set from its row', async () => {
    renderPortal('/policies/sets');
    const row = (await screen.findByText('Cards')).closest('tr')!;
    await userEvent.click(within(row).getByText('3 errors'));
    expect(
      await screen.findByText(/policyset:default\/cards|not found/i),
    ).toBeVisible();
  });

  it('says why there is no list', async () => {
    server.use(onGetError('/sets', 500, 'Error', 'database is locked'));
    renderPortal('/policies/sets');
    expect(
      await screen.findByText('Could not load the policy sets'),
    ).toBeVisible();
    expect(screen.getByText('database is locked')).toBeVisible();
  });
});
