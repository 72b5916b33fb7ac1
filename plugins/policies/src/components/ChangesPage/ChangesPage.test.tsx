import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';
import { aChange, overview } from '../../__testUtils__/fixtures';
import {
  emptyBackend,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

const STEFAN = ['user:default/stefan.kovac', 'group:default/team-withdrawals'];
const other = {
  ...aChange,
  id: '8',
  title: 'Rename a case',
  waitsFor: ['group:default/team-cards'],
};

describe('changes', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);

  it('lists them by state, and those that wait for me', async () => {
    const asked: string[] = [];
    server.use(
      onGet('/changes', (url: URL) => {
        asked.push(url.searchParams.get('state')!);
        return {
          items: [aChange, other],
          total: 2,
          states: { 'in-review': 2, published: 1_204 },
        };
      }),
    );
    renderPortal('/changes', { claims: STEFAN });
    const table = within(await screen.findByRole('table', { name: 'Changes' }));
    expect(await table.findByText('Rename a case')).toBeVisible();
    expect(table.getAllByText('1 failed')).toHaveLength(2);
    expect(
      screen.getByRole('button', { name: 'Published (1,204)' }),
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Waiting for me' }),
    );
    expect(table.queryByText('Rename a case')).toBeNull();
    expect(table.getByText('Raise the daily limit')).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', { name: 'Ready to publish (0)' }),
    );
    expect(asked).toEqual(['draft,in-review,approved', 'approved']);
  });

  it('shows on home what waits for a person', async () => {
    server.use(
      onGet('/overview', overview),
      onGet('/changes', {
        items: [aChange, other],
        total: 2,
        states: {},
      }),
    );
    renderPortal('/', { claims: STEFAN });
    const waiting = within(
      await screen.findByRole('table', { name: 'Changes that wait for you' }),
    );
    expect(
      waiting.getByRole('link', { name: 'Raise the daily limit' }),
    ).toHaveAttribute('href', '/changes/7');
    expect(waiting.queryByText('Rename a case')).toBeNull();
  });

  it('says why there is nothing, and what is missing to see them', async () => {
    server.use(onGet('/changes', { items: [], total: 0, states: {} }));
    renderPortal('/changes?q=zzz');
    expect(await screen.findByText('No change matches')).toBeVisible();
    server.use(
      onGetError('/changes', 403, 'NotAllowedError', 'policies.change.read'),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(
      await screen.findByText('You may not see the changes'),
    ).toBeVisible();
  });
});
