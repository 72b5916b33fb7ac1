import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { onGet, renderPortal } from '../../__testUtils__/renderPortal';

// Apart from the other tests of the page: permissions are kept from one to the next.
describe('history of a policy set', () => {
  const entry = (sequence: number, revision: string) => ({
    set: 'withdrawals',
    sequence,
    kind: 'registered',
    revision: revision.repeat(64),
    at: '2026-11-20T10:00:00Z',
    by: 'folder:estate',
  });
  registerMswTestHooks(
    setupServer(
      onGet('/sets/withdrawals/history', {
        items: [entry(2, 'b'), entry(1, 'a')],
        total: 2,
      }),
    ),
  );

  it('offers no roll-back to those who may not', async () => {
    renderPortal('/catalog/default/policyset/withdrawals/history', {
      authorize: () => AuthorizeResult.DENY,
    });
    expect(await screen.findByText('aaaaaaaaaaaa')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Roll back/ })).toBeNull();
  });
});
