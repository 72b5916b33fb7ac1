import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { ChangeDetail } from '@internal/plugin-policies-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { aChange, aDifference } from '../../__testUtils__/fixtures';
import {
  BASE_URL,
  emptyBackend,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

describe('page of a change', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);

  /** Serves a change, which what is done with it replaces. */
  function serve(first: Partial<ChangeDetail> = {}) {
    let change = { ...aChange, ...first };
    const sent: Array<{ path: string; body: any }> = [];
    server.use(
      http.get(`${BASE_URL}/changes/7`, () => HttpResponse.json(change)),
      onGet('/changes/7/difference', aDifference),
    );
    return {
      sent,
      on: (path: string, next: Partial<ChangeDetail>) =>
        server.use(
          http.post(`${BASE_URL}/changes/7/${path}`, async ({ request }) => {
            sent.push({ path, body: await request.json() });
            change = { ...change, ...next };
            return HttpResponse.json(change);
          }),
        ),
      refuse: (path: string, message: string) =>
        server.use(
          http.post(`${BASE_URL}/changes/7/${path}`, () =>
            HttpResponse.json(
              {
                error: { name: 'ConflictError', message },
                response: { statusCode: 409 },
              },
              { status: 409 },
            ),
          ),
        ),
    };
  }

  const section = async (name: string) =>
    within(await screen.findByRole('region', { name }));

  it('says what it means, what its checks found and what is missing', async () => {
    serve();
    renderPortal('/changes/7');
    expect(
      await screen.findByRole('heading', { name: 'Raise the daily limit' }),
    ).toBeVisible();
    expect(
      screen.getByText(/'cases' did not pass\. Fix what it reports/),
    ).toBeVisible();
    const checks = await section('Checks');
    expect(checks.getByText('24 of 25 cases pass')).toBeVisible();
    expect(checks.getByText('1.7 s')).toBeVisible();
    expect(
      checks.getByText(/'over the limit': expected denied, got allowed/),
    ).toBeVisible();
    const meaning = await section('What it means');
    expect(await meaning.findByText('daily-limit')).toBeVisible();
    expect(meaning.getByText('decided otherwise')).toBeVisible();
    const approvals = await section('Approvals');
    expect(approvals.getByText('Not yet')).toBeVisible();
    const said = await section('Conversation');
    expect(said.getByText('policies/daily-limit.cedar:24')).toBeVisible();
  });

  it('does not call passed what newly denies, or has warnings, and withdrawn what nobody rejected', async () => {
    serve({
      state: 'withdrawn',
      impact: {
        replayed: 640,
        opened: 0,
        closed: 138,
        undecided: 0,
        byCaller: [],
        examples: [],
      },
      checkResults: [
        {
          name: 'house-rules',
          title: 'House rules',
          state: 'passed',
          blocking: true,
          summary: 'House rules: 3 to look at',
          log: ['warning: one', 'warning: two', 'warning: three'],
        },
        {
          name: 'impact',
          title: 'Impact on logged decisions',
          state: 'passed',
          blocking: false,
          summary:
            '138 of 640 logged decisions flip: 0 become allowed, 138 denied',
          log: [],
        },
      ],
    });
    renderPortal('/changes/7');
    const checks = await section('Checks');
    expect(checks.getByText('Changes decisions')).toBeVisible();
    expect(checks.getByText('Warnings')).toBeVisible();
    expect(checks.queryByText('Passed')).not.toBeInTheDocument();
    expect(screen.getByText('Withdrawn')).toBeVisible();
    expect(screen.queryByText('Rejected')).not.toBeInTheDocument();
  });

  it('takes a verdict about the revision that was seen, and words to reject', async () => {
    const { sent, on } = serve();
    on('reviews', { state: 'rejected' });
    renderPortal('/changes/7');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Review' }),
    );
    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByRole('button', { name: 'Reject' })).toBeDisabled();
    await userEvent.type(dialog.getByLabelText('Comment'), 'Too much.');
    await userEvent.click(dialog.getByRole('button', { name: 'Reject' }));
    expect(await screen.findByText('Rejected')).toBeVisible();
    expect(sent).toEqual([
      {
        path: 'reviews',
        body: {
          verdict: 'reject',
          body: 'Too much.',
          push: 1,
          base: 'a'.repeat(64),
          revision: 'b'.repeat(64),
        },
      },
    ]);
  });

  it('publishes what is approved, and keeps the page when somebody was faster', async () => {
    const { sent, on, refuse } = serve({ state: 'approved', blocks: [] });
    refuse('publish', 'change 7 was written by someone else meanwhile');
    renderPortal('/changes/7');
    const publish = await screen.findByRole('button', { name: 'Publish' });
    await userEvent.click(publish);
    expect(
      await screen.findByText('change 7 was written by someone else meanwhile'),
    ).toBeVisible();
    on('publish', {
      state: 'published',
      publishedAt: '2026-11-25T11:00:00Z',
      replaced: 'a'.repeat(64),
      may: {
        edit: false,
        review: false,
        publish: false,
        shadow: false,
        rollBack: true,
      },
    });
    await userEvent.click(screen.getByRole('button', { name: 'Publish' }));
    expect(
      await screen.findByRole('button', { name: 'Roll back' }),
    ).toBeVisible();
    expect(sent).toEqual([
      { path: 'publish', body: { version: 3, rollout: 'full' } },
    ]);
  });

  it('offers nothing to those who may only read', async () => {
    serve({
      may: {
        edit: false,
        review: false,
        publish: false,
        shadow: false,
        rollBack: false,
      },
    });
    renderPortal('/changes/7');
    await section('Checks');
    for (const name of ['Review', 'Publish', 'Run again', 'Send', 'Rebase']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });

  it('shows lines with what was said of them, and takes a comment on one', async () => {
    const { sent, on } = serve();
    on('comments', {});
    renderPortal('/changes/7/files');
    const file = await section('policies/daily-limit.cedar');
    expect(file.getByText('Is this agreed with risk?')).toBeVisible();
    await userEvent.click(
      file.getByRole('button', {
        name: 'Comment on line 24 of policies/daily-limit.cedar',
      }),
    );
    await userEvent.type(
      file.getByRole('textbox', { name: 'Comment on line 24' }),
      'Why 12,000?',
    );
    await userEvent.click(file.getByRole('button', { name: 'Send' }));
    expect(sent).toEqual([
      {
        path: 'comments',
        body: {
          body: 'Why 12,000?',
          file: 'policies/daily-limit.cedar',
          line: 24,
        },
      },
    ]);
  });

  it('shows what cannot be seen, in words and not in colour alone', async () => {
    const [file] = aDifference.files;
    serve({
      title: 'Raise \u202eit',
      comments: [
        { ...aChange.comments[0], body: 'Is \u0430nn meant, or ann?' },
      ],
    });
    server.use(
      onGet('/changes/7/difference', {
        ...aDifference,
        files: [
          {
            ...file,
            hunks: [
              {
                lines: [
                  { kind: 'removed', text: 'User::"ann\u200b"', before: 1 },
                  { kind: 'added', text: 'User::"\u0430nn"', after: 1 },
                ],
              },
            ],
          },
        ],
      }),
    );
    renderPortal('/changes/7/files');
    expect(
      await screen.findByRole('heading', { name: 'Raise [U+202E]it' }),
    ).toBeVisible();
    const shown = await section(file.path);
    expect(shown.getByText('[U+200B]')).toBeVisible();
    const [inLine] = shown.getAllByText('\u0430[U+0430]');
    expect(inLine).toHaveAccessibleDescription(
      `U+0430, a Cyrillic letter that looks like 'a'`,
    );
    expect(shown.getAllByText('\u0430[U+0430]')).toHaveLength(2);
  });

  it('shows names and messages of any length in a line or two', async () => {
    const long = `read-${'x'.repeat(5_000)}-end`;
    serve({
      checkResults: [
        {
          name: 'cases',
          title: 'Cases',
          state: 'failed',
          blocking: true,
          summary: `'${long}' is not known`,
          log: [`'${long}' is not stored`],
        },
      ],
    });
    server.use(
      onGet('/changes/7/difference', {
        ...aDifference,
        actions: [long, ...Array.from({ length: 30 }, (_, i) => `a${i}`)],
      }),
    );
    renderPortal('/changes/7');
    const hint = await screen.findByText(/^Statements, cases and logged/);
    expect(hint).toHaveTextContent(/about read-x+…x+-end, a0, .* and 11 more/);
    for (const words of [/is not known$/, /is not stored$/]) {
      const { length } = screen.getByText(words).textContent!;
      expect(length).toBeLessThan(120);
    }
  });

  it('says whom it would hurt', async () => {
    serve();
    renderPortal('/changes/7/impact');
    expect(
      await screen.findByText('3 of 120 flip: 3 become allowed, 0 denied.'),
    ).toBeVisible();
    const callers = within(
      screen.getByRole('table', { name: 'Callers whose decisions flip' }),
    );
    expect(callers.getByText('withdrawal-orchestrator')).toBeVisible();
  });

  it('says why it shows no logged requests, and how many flip', async () => {
    const withheld = 'The requests and their callers are not shown.';
    serve({
      impact: { ...aChange.impact!, byCaller: [], examples: [], withheld },
      shadowReport: {
        since: '2026-11-25T10:00:00Z',
        compared: 9,
        differed: 2,
        failed: 0,
        examples: [],
        withheld,
      },
    });
    renderPortal('/changes/7/impact');
    for (const [name, counts] of [
      ['On logged decisions', '3 of 120 flip: 3 become allowed, 0 denied.'],
      ['Beside live decisions', '2 of 9 decisions differ.'],
    ]) {
      const shown = await section(name);
      expect(await shown.findByText(counts)).toBeVisible();
      expect(shown.getByText(withheld)).toBeVisible();
    }
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('opens the playground with both texts when a rebase does not fit', async () => {
    const { on } = serve({ baseMoved: true });
    on('rebase', {});
    server.use(
      http.post(`${BASE_URL}/changes/7/rebase`, () =>
        HttpResponse.json({
          outcome: 'conflicts',
          base: 'c'.repeat(64),
          files: [{ path: 'a.cedar', content: '<<<<<<< active\n' }],
          conflicts: [
            { path: 'a.cedar', content: '<<<<<<< active\n', conflicts: 1 },
          ],
        }),
      ),
      onGet('/sets/withdrawals/revisions/active', {
        set: 'withdrawals',
        revision: 'c'.repeat(64),
        files: [],
      }),
      http.post(`${BASE_URL}/playground/evaluate`, () =>
        HttpResponse.json({ diagnostics: [], policies: [] }),
      ),
    );
    renderPortal('/changes/7');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rebase' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Push to change #7' }),
    ).toBeVisible();
    expect(
      JSON.parse(
        window.localStorage.getItem('policies.playground.draft.withdrawals')!,
      ),
    ).toMatchObject({
      changeId: '7',
      changes: { 'a.cedar': '<<<<<<< active\n' },
    });
  });

  it('says that there is no such change', async () => {
    server.use(
      onGetError('/changes/8', 404, 'NotFoundError', "there is no change '8'"),
    );
    renderPortal('/changes/8');
    expect(await screen.findByText("there is no change '8'")).toBeVisible();
  });
});
