import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  aChange,
  aDifference,
  withdrawals,
} from '../../__testUtils__/fixtures';
import {
  BASE_URL,
  emptyBackend,
  onGet,
  renderPortal,
} from '../../__testUtils__/renderPortal';
import { DraftStore } from './model';

const REVISION = 'a'.repeat(64);
const live = [
  { path: 'policy-set.yaml', content: 'kind: PolicySet\n' },
  {
    path: 'policies/a.cedar',
    content: 'permit (principal, action, resource);\n',
  },
];

describe('proposing from the playground', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);
  const sent: Array<{ path: string; body: any }> = [];

  beforeEach(() => {
    sent.length = 0;
    window.localStorage.clear();
    server.use(
      onGet('/sets/withdrawals', withdrawals),
      onGet('/sets/withdrawals/revisions/active', {
        set: 'withdrawals',
        revision: REVISION,
        files: live,
      }),
      onGet('/changes/7', aChange),
      onGet('/changes/7/difference', aDifference),
      http.post(`${BASE_URL}/playground/evaluate`, () =>
        HttpResponse.json({ diagnostics: [], policies: [] }),
      ),
      ...['/changes', '/changes/7/pushes'].map(path =>
        http.post(`${BASE_URL}${path}`, async ({ request }) => {
          sent.push({ path, body: await request.json() });
          return HttpResponse.json(aChange);
        }),
      ),
    );
  });

  const open = async (name: string, content: string, changeId?: string) => {
    new DraftStore().put('withdrawals', {
      revision: REVISION,
      changes: { 'policies/a.cedar': content },
      changeId,
    });
    renderPortal('/playground/withdrawals');
    await userEvent.click(await screen.findByRole('button', { name }));
    return within(await screen.findByRole('dialog'));
  };

  it('makes a change of the draft, and leaves the playground as the live set', async () => {
    const dialog = await open(
      'Propose change',
      'forbid (principal, action, resource);\n',
    );
    const propose = dialog.getByRole('button', { name: 'Propose' });
    expect(propose).toBeDisabled();
    await userEvent.type(
      dialog.getByLabelText(/What it does/),
      'Close everything',
    );
    await userEvent.click(propose);
    expect(
      await screen.findByRole('heading', { name: 'Raise the daily limit' }),
    ).toBeVisible();
    expect(sent).toMatchObject([
      {
        path: '/changes',
        body: {
          set: 'withdrawals',
          title: 'Close everything',
          base: REVISION,
          submit: true,
          origin: 'playground',
          files: expect.arrayContaining([
            {
              path: 'policies/a.cedar',
              content: 'forbid (principal, action, resource);\n',
            },
          ]),
        },
      },
    ]);
    expect(new DraftStore().changeCount('withdrawals')).toBe(0);
  });

  it('pushes what came from a change, but no places in conflict', async () => {
    const dialog = await open(
      'Push to change #7',
      '<<<<<<< active\na\n=======\nb\n>>>>>>> proposed\n',
      '7',
    );
    expect(dialog.getByText(/places in conflict/)).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Push' })).toBeDisabled();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Propose a new change instead' }),
    );
    expect(dialog.getByLabelText(/What it does/)).toBeVisible();
  });

  it('pushes with the version that is seen', async () => {
    const dialog = await open(
      'Push to change #7',
      'forbid (principal, action, resource);\n',
      '7',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Push' }));
    expect(
      await screen.findByRole('heading', { name: 'Raise the daily limit' }),
    ).toBeVisible();
    expect(sent).toMatchObject([
      { path: '/changes/7/pushes', body: { version: 3, base: REVISION } },
    ]);
  });
});
