import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  aSet,
  failedCase,
  passedCase,
  withdrawals,
} from '../../__testUtils__/fixtures';
import {
  BASE_URL,
  emptyBackend,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

/** A tab of the entity page. */
const tab = (name: string) =>
  within(
    screen.getByRole('navigation', { name: 'Content navigation' }),
  ).getByRole('link', { name });

describe('page of a policy set', () => {
  const server = setupServer(
    onGet('/sets/withdrawals', withdrawals),
    onGetError('/sets/gone', 404, 'NotFoundError', "No set 'gone'"),
    onGet('/sets/withdrawals/scorecard', {
      set: 'withdrawals',
      stage: 'needs-attention',
      checklist: [
        {
          id: 'owner',
          title: 'Owner group has members',
          state: 'done',
          detail: '5 members',
        },
        {
          id: 'callers',
          title: 'Every caller is declared',
          state: 'attention',
          detail: 'Not declared: nightly-batch',
          help: 'Ask its owner to declare it.',
        },
      ],
    }),
    onGet('/sets/withdrawals/history', {
      items: [
        {
          set: 'withdrawals',
          sequence: 2,
          kind: 'published',
          revision: withdrawals.revision,
          previous: 'a'.repeat(64),
          at: '2026-11-20T10:00:00Z',
          by: 'user:default/rania.khoury',
          reason: 'Raise the daily limit',
          change: '7',
        },
        {
          set: 'withdrawals',
          sequence: 1,
          kind: 'registered',
          revision: 'a'.repeat(64),
          at: '2026-11-19T10:00:00Z',
          by: 'folder:estate',
        },
      ],
      total: 2,
    }),
    onGet('/sets/withdrawals/cases', {
      items: [passedCase, failedCase],
      total: 2,
    }),
    onGet('/sets/withdrawals/revisions', {
      items: [
        {
          set: 'withdrawals',
          revision: withdrawals.revision,
          createdAt: '2026-11-20T10:00:00Z',
          active: true,
          source: withdrawals.source,
          fileCount: 14,
        },
      ],
      total: 1,
    }),
    onGet('/sets', (url: URL) =>
      url.searchParams.get('caller') ===
      'component:default/withdrawal-orchestrator'
        ? { items: [aSet('kyc')], total: 1 }
        : { items: [], total: 0 },
    ),
    onGet('/sets/kyc', { ...withdrawals, name: 'kyc', title: 'Identity' }),
    ...emptyBackend,
  );
  registerMswTestHooks(server);

  it('says what it decides, what is broken and who depends on it', async () => {
    renderPortal('/policies/sets/withdrawals');

    expect(
      await screen.findByText('Who may move customer funds off the platform.'),
    ).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Withdrawals' })).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Test in playground' }),
    ).toHaveAttribute('href', '/playground/withdrawals');

    expect(screen.getByText('policies/four-eyes.cedar:7')).toBeVisible();
    expect(screen.getByText('Declare it in schema.cedarschema.')).toBeVisible();
    expect(
      screen.getByText(/Revision 5f2c0b7d91e4 keeps serving/),
    ).toBeVisible();
    expect(
      within(screen.getByRole('list', { name: 'Files of the active revision' }))
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual(['policies/four-eyes.cedarPolicy', 'notes.txtNot used']);

    const scorecard = within(
      await screen.findByRole('region', { name: 'Scorecard' }),
    );
    expect(await scorecard.findByText('Needs attention')).toBeVisible();
    expect(
      scorecard.getByText(
        'Not declared: nightly-batch. Ask its owner to declare it.',
      ),
    ).toBeVisible();

    const consumers = within(screen.getByRole('table', { name: 'Consumers' }));
    const rowOf = (text: string) =>
      within(consumers.getByText(text).closest('tr')!);
    expect(
      rowOf('withdrawal-orchestrator').getByText('Declared'),
    ).toBeVisible();
    expect(rowOf('withdrawal-orchestrator').getByText('1,200')).toBeVisible();
    expect(rowOf('nightly-batch').getByText('Not declared')).toBeVisible();
    expect(rowOf('guest').getByText('Person')).toBeVisible();
  });

  it('keeps consumers that were chosen when it was onboarded, and says what each adds', async () => {
    server.use(
      onGet('/sets/withdrawals/scorecard', {
        set: 'withdrawals',
        stage: 'piloting',
        checklist: [],
        intended: [
          'component:default/promo-engine',
          'component:default/nightly-batch',
          'component:default/withdrawal-orchestrator',
        ],
      }),
    );
    renderPortal('/policies/sets/withdrawals');
    expect(
      await screen.findByText(/^Waiting for the annotation in/),
    ).toHaveTextContent(
      /^Waiting for the annotation in promo-engine, nightly-batch\. Each adds this to its catalog-info\.yaml/,
    );
    const consumers = within(screen.getByRole('table', { name: 'Consumers' }));
    const rowOf = (text: string) =>
      within(consumers.getByText(text).closest('tr')!);
    expect(rowOf('promo-engine').getByText('Intended')).toBeVisible();
    expect(rowOf('promo-engine').getByText('none seen')).toBeVisible();
    expect(rowOf('nightly-batch').getByText('Intended')).toBeVisible();
    // It says so already.
    expect(
      rowOf('withdrawal-orchestrator').getByText('Declared'),
    ).toBeVisible();
    expect(
      screen.getByText(/policies\.internal\/consumes: withdrawals/),
    ).toBeVisible();
  });

  it('shows policies, cases and revisions in tabs', async () => {
    renderPortal('/catalog/default/policyset/withdrawals/cases');
    const cases = within(await screen.findByRole('table', { name: 'Cases' }));
    const failed = within(
      (await cases.findByText('frozen account')).closest('tr')!,
    );
    expect(failed.getByText('Failed')).toBeVisible();
    expect(failed.getByText('Denied')).toBeVisible();
    expect(failed.getByText('Allowed')).toBeVisible();
    expect(
      failed.getByText("expected denied, but 'daily-limit' allows it"),
    ).toBeVisible();

    await userEvent.click(tab('Policies'));
    const policies = await screen.findByRole('table', { name: 'Policies' });
    expect(
      await within(policies).findByText('Daily withdrawal limit'),
    ).toBeVisible();

    await userEvent.click(tab('Revisions'));
    expect(await screen.findByText('5f2c0b7d91e4')).toBeVisible();
    expect(screen.getByText('Active')).toBeVisible();
  });

  it('tells who switched the revision, and rolls back with a reason', async () => {
    const sent: unknown[] = [];
    server.use(
      http.post(
        `${BASE_URL}/sets/withdrawals/rollback`,
        async ({ request }) => {
          sent.push(await request.json());
          return HttpResponse.json({});
        },
      ),
    );
    renderPortal('/catalog/default/policyset/withdrawals/history');
    const history = within(
      await screen.findByRole('table', { name: 'History' }),
    );
    const published = within(
      (await history.findByText('Raise the daily limit')).closest('tr')!,
    );
    expect(published.getByText('active now')).toBeVisible();
    expect(published.getByRole('link', { name: 'Change #7' })).toHaveAttribute(
      'href',
      '/changes/7',
    );
    expect(published.queryByRole('button', { name: /^Roll back/ })).toBeNull();
    await userEvent.click(
      await history.findByRole('button', { name: 'Roll back to aaaaaaaaaaaa' }),
    );
    const dialog = within(screen.getByRole('dialog'));
    const confirm = dialog.getByRole('button', { name: 'Roll back' });
    expect(confirm).toBeDisabled();
    await userEvent.type(dialog.getByLabelText('Why'), 'Too generous');
    await userEvent.click(confirm);
    expect(sent).toEqual([
      {
        from: withdrawals.revision,
        to: 'a'.repeat(64),
        reason: 'Too generous',
      },
    ]);
  });

  it('shows a service what it consumes and what it forgot to declare', async () => {
    renderPortal('/catalog/default/component/withdrawal-orchestrator/policies');
    const table = within(
      await screen.findByRole('table', { name: 'Consumed policy sets' }),
    );
    const rowOf = async (text: string) =>
      within((await table.findByText(text)).closest('tr')!);
    expect((await rowOf('Withdrawals')).getByText('Declared')).toBeVisible();
    expect((await rowOf('Identity')).getByText('Not declared')).toBeVisible();
    expect((await rowOf('gone')).getByText('Not registered')).toBeVisible();
    expect(
      screen.getByText(/policies.internal\/consumes: withdrawals/),
    ).toBeVisible();
  });
});
