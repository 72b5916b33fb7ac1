import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { anEngine } from '../../__testUtils__/fixtures';
import {
  emptyBackend,
  onGet,
  renderPortal,
} from '../../__testUtils__/renderPortal';

/* In a file of its own: what is permitted is remembered as long as the page lives. */
describe('EngineDetails without permission', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);

  it('names the permission that repairing takes', async () => {
    const drift = [
      { set: 'partner-apps', expected: 'a'.repeat(64), message: 'differs' },
    ];
    const opa = anEngine('opa', {
      state: 'degraded',
      capabilities: ['publish'],
      drift,
    });
    server.use(onGet('/engines', { items: [opa], total: 1 }));
    renderPortal('/engines?engine=opa', {
      authorize: () => AuthorizeResult.DENY,
    });
    expect(await screen.findByText('policies.engine.repair')).toBeVisible();
    for (const name of ['Repair partner-apps', 'Repair all sets of opa']) {
      expect(screen.getByRole('button', { name })).toBeDisabled();
    }
  });
});
