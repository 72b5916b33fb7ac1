import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  PlaygroundProofRequest,
  PlaygroundProofResponse,
  PoliciesApi,
} from '@internal/plugin-policies-common';
import {
  configure,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anEngine } from '../../__testUtils__/fixtures';
import {
  anInvariant,
  brokenInvariant,
  counterexample,
  versions,
} from '../../__testUtils__/proofFixtures';
import { policiesApiRef } from '../../api';
import { CodeEditorProps } from '../CodeEditor';
import { PlaygroundRouter } from './PlaygroundRouter';

// CodeMirror measures what jsdom does not lay out; the text and the marks are what matters here.
jest.mock('../CodeEditor', () => ({
  CodeEditor: (props: CodeEditorProps) => (
    <>
      <textarea
        aria-label={props.ariaLabel.split('. ')[0]}
        value={props.value}
        onChange={event => props.onChange?.(event.target.value)}
      />
      {props.diagnostics?.map(({ severity, message, range }) => (
        <span key={message}>
          {severity} at {range?.startLine}: {message}
        </span>
      ))}
      {props.revealRange && (
        <span>looking at {props.revealRange.startLine}</span>
      )}
    </>
  ),
}));

const POLICY = 'policies/daily-limit.cedar';
const files = [
  { path: POLICY, content: 'limit 10000' },
  {
    path: 'policy-set.yaml',
    content: `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: withdrawals, title: Withdrawals }
spec:
  domain: withdrawals
  owner: group:default/team
  engine: cedar
  resourceTypes: [Withdrawal]
  policies:
    - { name: daily-limit, title: Daily limit, regulations: [MiCA] }
`,
  },
];

const answer: PlaygroundProofResponse = {
  analyzer: { state: 'ready', versions },
  invariants: [anInvariant('kept')],
  findings: [
    {
      kind: 'can-fail',
      statement: {
        policy: 'daily-limit',
        title: 'Daily limit',
        file: POLICY,
        range: { startLine: 3, startColumn: 1, endLine: 4, endColumn: 1 },
      },
      message: "'daily-limit' can give an error.",
      help: 'Ask for the attribute first.',
    },
  ],
  limits: [],
  diagnostics: [],
};

type Prove = (
  body: PlaygroundProofRequest,
  options?: { signal?: AbortSignal },
) => Promise<PlaygroundProofResponse>;

/** A portal that knows findings a moment after the invariants of the same draft. */
function mockApi(prove: Prove) {
  let last: Promise<PlaygroundProofResponse>;
  return {
    listSets: async () => ({ items: [], total: 0 }),
    getRevision: async () => ({
      set: 'withdrawals',
      revision: 'r1',
      createdAt: '2026-01-01T00:00:00Z',
      active: true,
      source: 'estate',
      fileCount: files.length,
      files,
    }),
    evaluateDraft: async () => ({
      policies: [],
      diagnostics: [],
      vocabulary: {
        actions: [
          {
            name: 'request',
            subjectTypes: ['user'],
            resourceTypes: ['Withdrawal'],
            context: [],
          },
        ],
        entityTypes: [
          { type: 'user', engineType: 'User', attributes: [], knownIds: [] },
          {
            type: 'Withdrawal',
            engineType: 'Withdrawal',
            attributes: [
              { name: 'amount', required: true, type: { kind: 'long' } },
            ],
            knownIds: [],
          },
        ],
      },
    }),
    listEngines: async () => ({
      items: [anEngine('cedar', { analyzer: { state: 'ready', versions } })],
      total: 1,
    }),
    proveDraft: jest.fn<ReturnType<Prove>, Parameters<Prove>>(
      async (body, options) => {
        if (body.parts?.[0] === 'findings') {
          return { ...(await last), invariants: [] };
        }
        last = prove(body, options);
        return { ...(await last), findings: undefined };
      },
    ),
  } as unknown as jest.Mocked<PoliciesApi>;
}

const render = (api: PoliciesApi, route = `/withdrawals?file=${POLICY}`) =>
  renderInTestApp(
    <TestApiProvider apis={[[policiesApiRef, api]]}>
      <PlaygroundRouter />
    </TestApiProvider>,
    { initialRouteEntries: [route] },
  );

const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
configure({ asyncUtilTimeout: 10_000 });

const editor = () =>
  screen.findByLabelText<HTMLTextAreaElement>(POLICY, { selector: 'textarea' });
const openProof = async () =>
  user.click(await screen.findByText(/^Proof/, { selector: 'button' }));

describe('proof in the playground', () => {
  beforeEach(() => {
    window.localStorage.clear();
    window.matchMedia = jest.fn(query => ({
      matches: /min-width:1100/.test(query),
      media: query,
      addListener: jest.fn(),
      removeListener: jest.fn(),
      addEventListener: jest.fn(),
      removeEventListener: jest.fn(),
      dispatchEvent: jest.fn(),
      onchange: null,
    }));
  });

  it('asks as somebody types, drops what is under way and marks what it told before', async () => {
    const signals: AbortSignal[] = [];
    let finish: () => void = () => {};
    const api = mockApi(async (body, options) => {
      signals.push(options!.signal!);
      const text = body.files.find(({ path }) => path === POLICY)!.content;
      if (text === 'limit 2') {
        await new Promise<void>(resolve => {
          finish = resolve;
        });
      }
      return text === 'limit 10000'
        ? answer
        : { ...answer, invariants: [brokenInvariant], findings: [] };
    });
    render(api);
    await openProof();
    expect(
      await screen.findByText('Invariants: 1 proven; 1 finding.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText("warning at 3: 'daily-limit' can give an error."),
    ).toBeInTheDocument();
    await user.click(screen.getByText(`${POLICY}:3`));
    expect(await screen.findByText('looking at 3')).toBeInTheDocument();

    fireEvent.change(await editor(), { target: { value: 'limit 1' } });
    fireEvent.change(await editor(), { target: { value: 'limit 2' } });
    expect(
      screen.getByText(
        'Invariants: 1 proven; 1 finding, before the last edit.',
      ),
    ).toBeInTheDocument();
    await waitFor(() => expect(signals).toHaveLength(2));
    fireEvent.change(await editor(), { target: { value: 'limit 3' } });
    expect(signals[1].aborted).toBe(true);
    finish();
    expect(await screen.findByText('Proof (1 broken)')).toBeInTheDocument();
    expect(signals).toHaveLength(3);
    expect(
      screen.getByText('Broken: a frozen account may request a withdrawal.'),
    ).toBeInTheDocument();

    await user.click(
      within(
        screen.getByLabelText('Result', { selector: 'section' }),
      ).getByText('Save as case'),
    );
    expect(
      await screen.findByText(
        "The case is in 'tests/counterexamples.yaml' of this draft.",
      ),
    ).toBeInTheDocument();
    expect(
      window.localStorage.getItem('policies.playground.draft.withdrawals'),
    ).toMatch(
      /Nothing leaves a frozen account: .*expect: \{ decision: false \}/,
    );
  });

  it('brings the entities of a counterexample, and takes them back', async () => {
    const stored = { path: 'entities.json', content: '["invented"]' };
    const api = mockApi(async () => ({
      ...answer,
      findings: [
        {
          ...answer.findings![0],
          counterexample: { ...counterexample, entities: stored },
        },
      ],
    }));
    render(api);
    await openProof();
    const result = within(
      screen.getByLabelText('Result', { selector: 'section' }),
    );
    await user.click(await result.findByText('Open in playground'));
    expect(
      await screen.findByText(
        "'entities.json' of this draft holds the entities of this request",
      ),
    ).toBeInTheDocument();
    const kept = () =>
      JSON.parse(
        window.localStorage.getItem('policies.playground.draft.withdrawals')!,
      );
    expect(kept()).toMatchObject({
      changes: { 'entities.json': stored.content },
      request: expect.stringMatching(/"amount": 12000/),
    });
    await user.click(screen.getByText('Undo'));
    await waitFor(() => expect(kept().changes).toEqual({}));
  });

  it('writes an invariant by the form, adds it to the draft and asks', async () => {
    const path = 'invariants/no-more-than-100000.cedar';
    const api = mockApi(async ({ files: sent }) => ({
      ...answer,
      invariants: sent.some(file => file.path === path)
        ? [
            anInvariant('another'),
            anInvariant('no-more-than-100000', {}, { title: 'Held' }),
          ]
        : [],
    }));
    render(api, '/withdrawals?create=invariant');
    const dialog = within(
      await screen.findByRole('dialog', { name: 'New invariant' }),
    );
    const type = (label: string | RegExp, value: string) =>
      fireEvent.change(dialog.getByLabelText(label), { target: { value } });
    expect(dialog.getByText('Add to draft')).toBeDisabled();
    type(/^What must hold/, 'No more than 100,000');
    await user.click(dialog.getByText('Add a condition'));
    expect(
      dialog.getByText('Name the regulation that it serves.'),
    ).toBeTruthy();
    type('Attribute', 'resource.amount');
    type('Value', 'much');
    expect(dialog.getByText(/Write a whole number/)).toBeInTheDocument();
    type('Value', '100000');
    type(/^Regulation/, 'MiCA');
    fireEvent.blur(dialog.getByLabelText(/^Regulation/));
    await waitFor(() => expect(dialog.getByText('Add to draft')).toBeEnabled());
    expect(dialog.getByLabelText('the invariant')).toHaveTextContent(
      '@title("No more than 100,000") @kind("never") @regulation("MiCA") forbid ( principal, action, resource ) when { resource.amount > 100000 };',
    );
    expect(
      dialog.getByText('invariants/no-more-than-100-000.cedar'),
    ).toBeTruthy();
    type(/^What must hold/, 'No more than 100000');
    await user.click(dialog.getByText('Add to draft'));
    expect(
      await within(
        await screen.findByRole('list', {
          name: 'The invariant that you wrote',
        }),
      ).findByText('Held'),
    ).toBeInTheDocument();
    expect(
      screen.getByLabelText(path, { selector: 'textarea' }),
    ).toHaveTextContent('@kind("never")');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('keeps the last answer where there is no newer one, and says when a draft does not compile', async () => {
    let next: () => Promise<PlaygroundProofResponse> = async () => answer;
    render(mockApi(() => next()));
    await openProof();
    expect(await screen.findByText('Title of kept')).toBeInTheDocument();

    next = async () => {
      throw new ConflictError('The analyzer is busy.');
    };
    fireEvent.change(await editor(), { target: { value: 'limit 1' } });
    expect(
      await screen.findByText('This is how it was: The analyzer is busy.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Title of kept')).toBeInTheDocument();

    next = async () => ({
      invariants: [],
      limits: [],
      diagnostics: [
        { severity: 'error', source: 'cedar', message: 'unexpected token' },
      ],
    });
    await user.click(screen.getByText('Try again'));
    expect(
      await screen.findByText(
        'The draft does not compile, so nothing is known of it.',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText('Title of kept')).not.toBeInTheDocument();
  });

  it('stays away where the portal asks nothing about all requests', async () => {
    const api = mockApi(async () => {
      throw new NotFoundError('No such route.');
    });
    render(api);
    await editor();
    await waitFor(() => expect(api.proveDraft).toHaveBeenCalled());
    await waitFor(() =>
      expect(screen.queryByText(/^Proof/)).not.toBeInTheDocument(),
    );
    expect(screen.getByText('Decision')).toBeInTheDocument();
  });
});
