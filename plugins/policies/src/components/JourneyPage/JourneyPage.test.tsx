import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { JourneyPreview } from '@internal/plugin-policies-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import {
  BASE_URL,
  emptyBackend,
  onGet,
  renderPortal,
} from '../../__testUtils__/renderPortal';
import { expectOtherwise } from './expectOtherwise';
import { slugOf } from './model';

// Typing takes its time on a busy machine.

const field = (value: string, version = 1) => ({
  value,
  version,
  by: 'user:default/rania.khoury',
  at: '2026-11-25T10:00:00Z',
});

const preview: JourneyPreview = {
  files: [
    { path: 'policies/read.cedar', content: 'permit (' },
    { path: 'policy-set.yaml', content: 'kind: PolicySet' },
  ],
  account: [
    { path: 'policies/read.cedar', use: 'policy' },
    { path: 'policy-set.yaml', use: 'manifest' },
  ],
  diagnostics: [
    {
      severity: 'error',
      source: 'cedar',
      file: 'policies/read.cedar',
      message: 'unexpected end of input',
    },
  ],
  cases: [],
  problems: [],
  durationMs: 31,
};

describe('JourneyPage', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);

  /** A server that keeps fields as the backend does. */
  function serve(
    fields: Record<string, ReturnType<typeof field>>,
    more: object = {},
  ) {
    const kept: Record<string, any> = { ...fields };
    const saves: any[] = [];
    server.use(
      http.get(`${BASE_URL}/journeys/3`, () =>
        HttpResponse.json({
          id: '3',
          createdBy: 'user:default/rania.khoury',
          createdAt: '2026-11-25T10:00:00Z',
          updatedAt: '2026-11-25T10:00:00Z',
          people: [],
          may: { edit: true, manage: true },
          fields: kept,
          ...more,
        }),
      ),
      http.patch(`${BASE_URL}/journeys/3`, async ({ request }) => {
        const { changes } = (await request.json()) as any;
        saves.push(changes);
        const saved: any = { fields: {}, conflicts: [] };
        for (const { field: name, value, version } of changes) {
          const now = kept[name] ?? { ...field(''), version: 0 };
          if (now.version === version) {
            kept[name] = field(value, version + 1);
            saved.fields[name] = kept[name];
          } else {
            saved.conflicts.push({ field: name, mine: value, theirs: now });
          }
        }
        return HttpResponse.json(saved);
      }),
      http.post(`${BASE_URL}/journeys/3/preview`, () =>
        HttpResponse.json(preview),
      ),
      onGet('/templates', {
        items: [
          {
            name: 'four-eyes',
            title: 'Four-eyes approval',
            description: 'Who asks does not approve.',
            actions: ['approve', 'withdraw'],
            subjectType: 'user',
            resourceType: 'payment',
            policies: [],
            cases: 7,
            engines: ['cedar'],
          },
        ],
        total: 1,
      }),
    );
    return { kept, saves };
  }

  it('saves what is typed, keeps the steps in view and says what is to fix', async () => {
    const { kept } = serve({ title: field('Payouts'), set: field('payouts') });
    renderPortal('/onboarding/3/subject');
    const title = await screen.findByRole('textbox', { name: 'Title' });
    expect(title).toHaveValue('Payouts');
    await userEvent.type(title, ' and refunds');
    expect(await screen.findByText('Saved')).toBeVisible();
    expect(kept.title.value).toBe('Payouts and refunds');
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue(
      'payouts-and-refunds',
    );
    const steps = within(screen.getByRole('navigation', { name: 'Steps' }));
    expect(await steps.findByText('1 error')).toBeVisible();
    expect(steps.getByText('Payouts and refunds')).toBeVisible();
    expect(screen.getByText('1 error to fix')).toBeVisible();
    const set = within(screen.getByRole('list', { name: 'Files of the set' }));
    expect(set.getAllByRole('listitem').map(item => item.textContent)).toEqual([
      'policies/read.cedarPolicy',
      'policy-set.yamlAbout the set',
    ]);
    await userEvent.click(steps.getByRole('link', { name: /Policies and/ }));
    expect(await screen.findByText('unexpected end of input')).toBeVisible();
  });

  it("asks for the domain's names of the template's actions, and for those of an import", async () => {
    const { kept } = serve({ title: field('Payouts') });
    renderPortal('/onboarding/3/subject');
    await userEvent.click(
      await screen.findByRole('radio', { name: /Four-eyes/ }),
    );
    const actions = within(
      await screen.findByRole('group', { name: 'What may be done' }),
    );
    expect(
      actions.getByRole('textbox', { name: 'Instead of “withdraw”' }),
    ).toHaveAttribute('placeholder', 'withdraw');
    await userEvent.type(
      actions.getByRole('textbox', { name: 'Instead of “approve”' }),
      'release, grant',
    );
    expect(await screen.findByText('Saved')).toBeVisible();
    expect(kept['action:approve'].value).toBe('release, grant');
    // An answer that cannot be taken is told at its field.
    server.use(
      http.post(`${BASE_URL}/journeys/3/preview`, () =>
        HttpResponse.json({
          ...preview,
          problems: [
            {
              step: 'subject',
              field: 'action:withdraw',
              message: 'two actions would be called grant',
            },
          ],
        }),
      ),
    );
    const withdraw = actions.getByRole('textbox', {
      name: 'Instead of “withdraw”',
    });
    await userEvent.type(withdraw, 'grant');
    expect(
      (await actions.findByText('two actions would be called grant')).id,
    ).toBe(withdraw.getAttribute('aria-describedby'));
    expect(withdraw).toBeInvalid();
    await userEvent.click(
      screen.getByRole('radio', { name: 'Bring my own policies' }),
    );
    await userEvent.type(
      await screen.findByRole('textbox', { name: 'What may be done' }),
      'release',
    );
    expect(await screen.findByText('Saved')).toBeVisible();
    expect(kept.actions.value).toBe('release');
    expect(screen.queryByRole('group', { name: 'What may be done' })).toBe(
      null,
    );
  });

  it('says nothing of files, and locks no step, before the engine has answered', async () => {
    serve({ title: field('Chargebacks') });
    let answer: () => void = () => {};
    const answered = new Promise<void>(resolve => {
      answer = resolve;
    });
    server.use(
      http.post(`${BASE_URL}/journeys/3/preview`, async () => {
        await answered;
        return HttpResponse.json({ ...preview, diagnostics: [] });
      }),
    );
    renderPortal('/onboarding/3/policies');
    expect(await screen.findByLabelText('Loading the files')).toBeVisible();
    expect(screen.queryByText('There are no files yet')).toBeNull();
    expect(screen.queryByTitle('Blocked')).toBeNull();
    expect(screen.queryByText('Needs the steps before')).toBeNull();
    answer();
    expect(
      await screen.findByRole('tab', { name: 'policies/read.cedar' }),
    ).toBeVisible();
  });

  it('shows both sides when two people write one field, and takes either', async () => {
    const { kept } = serve({ title: field('Payouts') });
    renderPortal('/onboarding/3/subject');
    const title = await screen.findByRole('textbox', { name: 'Title' });
    kept.title = field('Payments', 2);
    await userEvent.type(title, '!');
    const alert = within(
      (await screen.findByText(/at the same time/)).closest('[role=alert]')!,
    );
    expect(alert.getByText('Payouts!')).toBeVisible();
    expect(alert.getByText('Payments')).toBeVisible();
    await userEvent.click(alert.getByRole('button', { name: 'Keep mine' }));
    expect(await screen.findByText('Saved')).toBeVisible();
    expect(kept.title).toMatchObject({ value: 'Payouts!', version: 3 });
  });

  it('offers readers nothing that is for writers, and says why', async () => {
    const { saves } = serve(
      { title: field('Payouts'), domainTitle: field('Payouts') },
      { may: { edit: false, manage: false } },
    );
    renderPortal('/onboarding/3/domain');
    expect(
      await screen.findByText(/rania\.khoury began it, and invites/),
    ).toBeVisible();
    expect(screen.getByLabelText(/Name of the domain/)).toBeDisabled();
    expect(screen.getByLabelText('Invited people')).toBeDisabled();
    expect(
      screen.getByText(
        'Only rania.khoury, who began the journey, invites people.',
      ),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('link', { name: /Policies and/ }));
    expect(
      await screen.findByRole('button', { name: 'Generate cases' }),
    ).toBeDisabled();
    expect(screen.getByRole('tab', { name: 'policy-set.yaml' })).toBeEnabled();
    await userEvent.click(screen.getByRole('link', { name: /Review and/ }));
    expect(
      await screen.findByRole('button', { name: 'Ask for review' }),
    ).toBeDisabled();
    expect(saves).toEqual([]);
  });

  it('closes what was settled by a publication, and leads on to a change', async () => {
    serve(
      { set: field('payouts'), domainTitle: field('Payouts') },
      { change: '7', published: '7' },
    );
    renderPortal('/onboarding/3/domain');
    expect(await screen.findByText(/are settled, because/)).toBeVisible();
    expect(screen.getByLabelText(/Name of the domain/)).toBeDisabled();
    expect(screen.getByRole('link', { name: 'catalog.yaml' })).toHaveAttribute(
      'href',
      '/playground/payouts?file=catalog.yaml',
    );
    expect(screen.getByLabelText('Invited people')).toBeEnabled();
  });

  it('keeps what could not be saved, and tries again', async () => {
    const { kept } = serve({ title: field('Payouts') });
    server.use(
      http.patch(`${BASE_URL}/journeys/3`, () => HttpResponse.error(), {
        once: true,
      }),
    );
    renderPortal('/onboarding/3/subject');
    const title = await screen.findByRole('textbox', { name: 'Title' });
    await userEvent.type(title, '!');
    expect(await screen.findByText(/Not saved yet/)).toBeVisible();
    expect(title).toHaveValue('Payouts!');
    expect(
      await screen.findByText('Saved', {}, { timeout: 30_000 }),
    ).toBeVisible();
    expect(kept.title.value).toBe('Payouts!');
  });
});

describe('expectOtherwise', () => {
  it('turns a case round, keeps comments, and drops the policies of the old decision', () => {
    const content = `# ours
- name: a
  request: {}
  expect: { decision: true, policies: [x] } # checked
- name: b
  expect: { decision: true }
`;
    const turned = expectOtherwise(content, 'a');
    expect(turned).toContain('# ours');
    expect(turned).toMatch(
      /name: a\n {2}request: \{\}\n {2}expect: \{ decision: false \}/,
    );
    expect(turned).toContain('name: b\n  expect: { decision: true }');
    expect(expectOtherwise(content, 'c')).toBe(content);
  });
});

describe('slugOf', () => {
  it.each([
    ['Card chargebacks', 'card-chargebacks'],
    ['  Überweisungen & mehr! ', 'uberweisungen-mehr'],
    ['日本', ''],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ])('makes of %j the name %j', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });
});
