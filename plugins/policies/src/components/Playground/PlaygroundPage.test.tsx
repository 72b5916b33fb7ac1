import {
  configure,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import {
  Draft,
  PlaygroundCaseEvent,
  PlaygroundEvaluateRequest,
  PlaygroundEvaluateResponse,
  PoliciesApi,
} from '@internal/plugin-policies-common';
import { anEngine } from '../../__testUtils__/fixtures';
import { policiesApiRef } from '../../api';
import { CodeEditorProps } from '../CodeEditor';
import { PlaygroundRouter } from './PlaygroundRouter';

// CodeMirror measures what jsdom does not lay out; the text is what matters here.
jest.mock('../CodeEditor', () => ({
  CodeEditor: (props: CodeEditorProps) => (
    <>
      <textarea
        aria-label={props.ariaLabel.split('.').slice(0, 2).join('.')}
        value={props.value}
        onChange={event => props.onChange?.(event.target.value)}
      />
      {props.highlights?.map(mark => (
        <span key={mark.startLine}>
          marked {mark.tone} {mark.startLine} to {mark.endLine}
        </span>
      ))}
      {props.revealRange && (
        <span>looking at {props.revealRange.startLine}</span>
      )}
    </>
  ),
}));

const MANIFEST = `apiVersion: policies.internal/v1alpha1
kind: PolicySet
metadata: { name: withdrawals, title: Withdrawals }
spec:
  domain: withdrawals
  owner: group:default/team
  engine: cedar
  resourceTypes: [Withdrawal]
  policies:
    - { name: view, title: Who sees withdrawals }
    - { name: daily-limit, title: Daily limit }
`;
const CASES = `- name: anyone may look
  request:
    subject: { type: user, id: ana }
    action: { name: view }
    resource: { type: Withdrawal, id: w-1 }
  expect: { decision: true, policies: [view] }
- name: 25,000 is above the limit
  request:
    subject: { type: user, id: ana }
    action: { name: request }
    resource: { type: Withdrawal, id: w-1, properties: { amount: 25000 } }
  expect: { decision: false, policies: [daily-limit] }
`;
const files = [
  { path: 'policies/daily-limit.cedar', content: 'limit 10000' },
  { path: 'policies/view.cedar', content: 'view' },
  { path: 'policy-set.yaml', content: MANIFEST },
  { path: 'tests/a.yaml', content: CASES },
];
const determining = {
  policy: 'daily-limit',
  title: 'Daily limit',
  effect: 'forbid' as const,
  file: 'policies/daily-limit.cedar',
  range: { startLine: 3, startColumn: 1, endLine: 5, endColumn: 2 },
};

/** An engine that reads one number from one file. */
function decide(draft: PlaygroundEvaluateRequest): PlaygroundEvaluateResponse {
  const text =
    draft.files.find(file => file.path === determining.file)?.content ?? '';
  const limit = Number(text.match(/^limit (\d+)$/)?.[1]);
  if (!limit) {
    return {
      policies: [],
      diagnostics: [
        {
          severity: 'error',
          source: 'cedar',
          file: determining.file,
          range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
          message: `unexpected token '${text}'`,
          help: 'Write a limit.',
        },
      ],
    };
  }
  const amount = Number(draft.request?.resource.properties?.amount ?? 0);
  const allowed = amount <= limit;
  return {
    diagnostics: [],
    policies: [determining],
    vocabulary: {
      actions: [
        {
          name: 'request',
          subjectTypes: ['user'],
          resourceTypes: ['Withdrawal'],
          context: [
            { name: 'mfa', required: false, type: { kind: 'boolean' } },
          ],
        },
      ],
      entityTypes: [
        { type: 'user', engineType: 'User', attributes: [], knownIds: ['ana'] },
        {
          type: 'Withdrawal',
          engineType: 'Withdrawal',
          attributes: [
            { name: 'amount', required: true, type: { kind: 'long' } },
          ],
          knownIds: ['w-1'],
        },
      ],
    },
    decision: draft.request && {
      outcome: allowed ? 'allowed' : 'denied',
      reason: allowed
        ? 'Allowed: within the limit'
        : `Denied: amount ${amount} is over ${limit}`,
      determining: [determining],
      errors: [],
      notApplied: [],
      durationUs: 312,
    },
  };
}

async function* runCases(draft: Draft): AsyncIterable<PlaygroundCaseEvent> {
  const amounts = [0, 25_000];
  const names = ['anyone may look', '25,000 is above the limit'];
  yield { type: 'start', total: 2 };
  for (const index of [0, 1]) {
    const request = {
      subject: { type: 'user', id: 'ana' },
      action: { name: 'request' },
      resource: {
        type: 'Withdrawal',
        id: 'w-1',
        properties: { amount: amounts[index] },
      },
    };
    const outcome =
      decide({ ...draft, request }).decision?.outcome === 'allowed';
    const expected = index === 0;
    yield {
      type: 'result',
      index,
      result: {
        case: { name: names[index], request, expect: { decision: expected } },
        file: 'tests/a.yaml',
        status: outcome === expected ? 'passed' : 'failed',
        decision: outcome,
      },
    };
  }
  yield {
    type: 'end',
    counts: { total: 2, passed: 0, failed: 0 },
    durationMs: 4,
  };
}

function mockApi(overrides: Partial<PoliciesApi> = {}) {
  return {
    listSets: jest.fn(async () => ({
      items: [
        {
          name: 'withdrawals',
          title: 'Withdrawals',
          tags: [],
          domain: 'domain:default/withdrawals',
          owner: 'group:default/team',
          lifecycle: 'production',
          engine: 'cedar',
          resourceTypes: ['Withdrawal'],
          policyCount: 2,
          health: 'healthy',
          errorCount: 0,
          cases: { total: 2, passed: 2, failed: 0 },
        },
      ],
      total: 1,
    })),
    getRevision: jest.fn(async () => ({
      set: 'withdrawals',
      revision: 'r1',
      createdAt: '2026-01-01T00:00:00Z',
      active: true,
      source: 'estate',
      fileCount: files.length,
      files,
    })),
    evaluateDraft: jest.fn(async body => decide(body)),
    evaluateLive: jest.fn(async () => ({ decision: false })),
    runDraftCases: jest.fn(draft => runCases(draft)),
    listEngines: jest.fn(async () => ({
      items: [anEngine('cedar', { capabilities: ['explain', 'vocabulary'] })],
      total: 1,
    })),
    ...overrides,
  } as unknown as jest.Mocked<PoliciesApi>;
}

const render = (api: PoliciesApi, route: string) =>
  renderInTestApp(
    <TestApiProvider apis={[[policiesApiRef, api]]}>
      <PlaygroundRouter />
    </TestApiProvider>,
    { initialRouteEntries: [route] },
  );

const ARRIVAL = '/withdrawals?file=policies/daily-limit.cedar';
const result = () => screen.getByLabelText('Result', { selector: 'section' });
const editor = () =>
  screen.findByLabelText<HTMLTextAreaElement>('policies/daily-limit.cedar', {
    selector: 'textarea',
  });

const jsonEditor = () =>
  screen.getByLabelText<HTMLTextAreaElement>(/Request as JSON/);
/* Styles are slow to compute in jsdom, and a busy machine is slower still. */
const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
configure({ asyncUtilTimeout: 10_000 });

/* Queries by role compute the name of each element, which takes jsdom seconds on a page of this size. */
const outcome = (word: string) => screen.findByText(word, { selector: 'h2' });
const write = (element: HTMLElement, value: string) =>
  fireEvent.change(element, { target: { value } });

describe('PlaygroundPage', () => {
  beforeEach(() => {
    window.localStorage.clear();
    window.matchMedia = jest.fn(query => ({
      matches: /min-width:1100/.test(query),
      media: query,
      addListener: () => {},
      removeListener: () => {},
      addEventListener: () => {},
      removeEventListener: () => {},
      dispatchEvent: () => false,
      onchange: null,
    }));
  });

  it('shows an edit flip the decision, and the cases run against it', async () => {
    const api = mockApi();
    const { unmount } = render(api, ARRIVAL);

    // The first case of the policy someone came from.
    expect(await outcome('Denied')).toBeInTheDocument();
    expect(
      within(result()).getByText('Denied: amount 25000 is over 10000'),
    ).toBeInTheDocument();
    expect(screen.getByText('As the case expects: denied')).toBeInTheDocument();
    expect(screen.getByText('marked forbid 3 to 5')).toBeInTheDocument();
    await user.click(screen.getByText('Daily limit', { selector: 'button' }));
    expect(await screen.findByText('looking at 3')).toBeInTheDocument();

    await user.click(screen.getByLabelText('Compare with live'));
    expect(await screen.findByText('Same as live: denied')).toBeInTheDocument();

    const input = await editor();
    write(input, 'limit 30000');
    expect(await outcome('Allowed')).toBeInTheDocument();
    expect(screen.getByText('1 file changed')).toBeInTheDocument();
    expect(
      screen.getByText('Live: denied → Draft: allowed'),
    ).toBeInTheDocument();
    expect(api.evaluateLive).toHaveBeenCalledTimes(1);
    expect(
      screen.getByText('The case expects denied, the draft says allowed'),
    ).toBeInTheDocument();

    await user.click(screen.getByText('Cases (2)', { selector: '[role=tab]' }));
    await user.click(
      screen.getByText('Run all 2 cases', { selector: 'button' }),
    );
    expect(
      await screen.findByText('1 of 2 passed in 4 ms'),
    ).toBeInTheDocument();
    await user.click(screen.getByText('failed 1', { selector: 'button' }));
    const list = screen.getByRole('list', { name: 'Cases' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(
      within(list).getByText('expected denied; got allowed'),
    ).toBeInTheDocument();
    await user.click(within(list).getByRole('button'));

    // A reload loses nothing; a request typed into the form is kept, too.
    const amount = screen.getByLabelText('amount');
    write(amount, '40000');
    expect(await outcome('Denied')).toBeInTheDocument();
    unmount();
    render(api, ARRIVAL);
    expect(
      await screen.findByText('Denied: amount 40000 is over 30000', {
        ignore: '[role=status]',
      }),
    ).toBeInTheDocument();
    expect(await editor()).toHaveValue('limit 30000');

    await user.click(screen.getByText('Revert all', { selector: 'button' }));
    expect(await editor()).toHaveValue('limit 10000');
    await user.click(screen.getByText('Undo', { selector: 'button' }));
    expect(await editor()).toHaveValue('limit 30000');
  }, 90_000);

  it('shows tests of the engine, covered lines and how it came to a decision', async () => {
    async function* richRun(draft: Draft): AsyncIterable<PlaygroundCaseEvent> {
      for await (const event of runCases(draft)) {
        if (event.type === 'end') {
          yield {
            type: 'nativeTests',
            results: [
              {
                name: 'test_limit',
                file: 'policies/view.cedar',
                status: 'passed',
              },
              { name: 'test_view', status: 'failed', message: 'got false' },
            ],
          };
          yield {
            type: 'coverage',
            files: [
              { file: determining.file, covered: [1, 2], notCovered: [7, 8] },
            ],
          };
        }
        yield event;
      }
    }
    render(
      mockApi({
        runDraftCases: jest.fn(draft => richRun(draft)),
        evaluateDraft: jest.fn(async body => {
          const { decision, ...rest } = decide(body);
          return {
            ...rest,
            decision: decision && {
              ...decision,
              trace: ['a step', '  a deeper'],
            },
          };
        }),
        listEngines: jest.fn(async () => ({
          items: [
            anEngine('cedar', {
              url: 'http://pdp.example.com',
              capabilities: ['nativeTests', 'coverage'],
            }),
          ],
          total: 1,
        })),
      }),
      ARRIVAL,
    );
    await outcome('Denied');
    expect(
      await screen.findByText(/Engine 'cedar': it tells no reasons.*no schema/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/policies of this set stand at the decision point/),
    ).toBeInTheDocument();
    await user.click(screen.getByText('How the engine came to it'));
    expect(
      screen.getByText(/^a step\s+a deeper$/, { selector: 'pre' }),
    ).toBeInTheDocument();

    await user.click(screen.getByText('Cases (2)', { selector: '[role=tab]' }));
    await user.click(
      screen.getByText('Run all 2 cases', { selector: 'button' }),
    );
    expect(
      await screen.findByText('Coverage: 2 of 4 lines (50%)'),
    ).toBeInTheDocument();
    expect(screen.getByText('marked covered 1 to 1')).toBeInTheDocument();
    expect(screen.getByText('marked uncovered 8 to 8')).toBeInTheDocument();
    // What determined the decision is marked, too.
    expect(screen.getByText('marked forbid 3 to 5')).toBeInTheDocument();
    await user.click(screen.getByLabelText('Mark lines in the editor'));
    expect(screen.queryByText('marked covered 1 to 1')).not.toBeInTheDocument();
    await user.click(screen.getByLabelText('Mark lines in the editor'));

    expect(
      screen.getByText(/Tests of the engine's own: 1 of 2 passed/),
    ).toBeInTheDocument();
    expect(screen.getByText('got false')).toBeInTheDocument();
    // After an edit the coverage is that of other lines.
    write(await editor(), 'limit 30000');
    await waitFor(() =>
      expect(
        screen.queryByText('Coverage: 2 of 4 lines (50%)'),
      ).not.toBeInTheDocument(),
    );
    expect(screen.queryByText('marked covered 1 to 1')).not.toBeInTheDocument();
    await user.click(screen.getByText('test_limit'));
    expect(
      await screen.findByLabelText('policies/view.cedar', {
        selector: 'textarea',
      }),
    ).toBeInTheDocument();
  }, 90_000);

  it('edits one request as form and as JSON, and saves it as a case', async () => {
    render(mockApi(), ARRIVAL);
    const amount = await screen.findByLabelText('amount');
    write(amount, '7');
    await user.click(screen.getByText('JSON', { selector: '[role=tab]' }));
    const json = jsonEditor();
    expect(JSON.parse(json.value)).toMatchObject({
      resource: { properties: { amount: 7 } },
    });
    write(json, `${json.value}x`);
    await user.click(screen.getByText('Request', { selector: '[role=tab]' }));
    expect(
      within(
        screen.getByLabelText('Request', { selector: 'section' }),
      ).getByText(/not valid JSON/),
    ).toBeInTheDocument();
    await user.click(screen.getByText('Open JSON', { selector: 'button' }));
    write(jsonEditor(), jsonEditor().value.slice(0, -1));
    await user.click(screen.getByText('Request', { selector: '[role=tab]' }));
    expect(screen.getByLabelText('amount')).toHaveValue('7');

    await user.click(screen.getByText('Save as case', { selector: 'button' }));
    write(screen.getByLabelText(/What the case shows/), 'seven is fine');
    await user.click(screen.getByText('Save case', { selector: 'button' }));
    expect(
      await screen.findByText("The case is in 'tests/a.yaml' of this draft"),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Cases (3)', { selector: '[role=tab]' }),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('Load a case')).toHaveValue('seven is fine');
  }, 90_000);

  it('says what is wrong: a draft that does not compile, a backend that is down', async () => {
    const api = mockApi();
    render(api, ARRIVAL);
    const input = await editor();
    write(input, 'oops');
    expect(await outcome('Error')).toBeInTheDocument();
    expect(screen.getByText("unexpected token 'oops'")).toBeInTheDocument();
    expect(screen.getByText('Write a limit.')).toBeInTheDocument();

    api.evaluateDraft.mockRejectedValueOnce(new Error('no connection'));
    write(input, 'oops!');
    expect(await screen.findByText(/no connection/)).toHaveTextContent(
      'Your draft is kept in this browser',
    );
    await user.click(screen.getByText('Try again', { selector: 'button' }));
    await waitFor(() =>
      expect(screen.queryByText(/no connection/)).not.toBeInTheDocument(),
    );
    expect(screen.getByText("unexpected token 'oops!'")).toBeInTheDocument();
  }, 90_000);

  it('tells when the live set moved on', async () => {
    window.localStorage.setItem(
      'policies.playground.draft.withdrawals',
      JSON.stringify({
        revision: 'r0',
        changes: { 'policies/daily-limit.cedar': 'limit 5' },
      }),
    );
    render(mockApi(), ARRIVAL);
    expect(
      await screen.findByText(/The live set changed since you began/),
    ).toHaveTextContent('policies/daily-limit.cedar');
    await user.click(screen.getByText('Keep my draft', { selector: 'button' }));
    expect(
      screen.queryByText(/The live set changed since you began/),
    ).not.toBeInTheDocument();
    expect(await editor()).toHaveValue('limit 5');
  }, 90_000);

  it('offers the sets to start from, and says when one is unknown', async () => {
    const api = mockApi({
      getRevision: jest.fn(async () => {
        const error = new Error("There is no policy set 'nope'");
        error.name = 'NotFoundError';
        throw error;
      }),
    });
    const { unmount } = render(api, '/');
    expect(
      await screen.findByRole('link', { name: 'Withdrawals' }),
    ).toHaveAttribute('href', '/playground/withdrawals');
    unmount();
    render(api, '/nope');
    expect(
      await screen.findByText("The playground cannot open 'nope'"),
    ).toBeInTheDocument();
    expect(
      screen.getByText("There is no policy set 'nope'"),
    ).toBeInTheDocument();
  }, 90_000);
});
