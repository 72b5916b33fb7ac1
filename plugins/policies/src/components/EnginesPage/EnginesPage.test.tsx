import { registerMswTestHooks } from '@backstage/frontend-test-utils';
import { EngineStatus } from '@internal/plugin-policies-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { anEngine } from '../../__testUtils__/fixtures';
import { versions } from '../../__testUtils__/proofFixtures';
import {
  BASE_URL,
  emptyBackend,
  onGet,
  onGetError,
  renderPortal,
} from '../../__testUtils__/renderPortal';

const REVISION = 'a1b2c3d4e5f6'.padEnd(64, '0');

const opa = anEngine('opa', {
  state: 'degraded',
  message: "serves another revision of 'partner-apps'",
  url: 'http://opa.example.com:8181',
  version: '1.22.2',
  circuit: 'closed',
  latencyMs: 1.26,
  capabilities: ['publish', 'coverage'],
  sets: 2,
  revisions: [
    { set: 'partner-apps', revision: REVISION },
    { set: 'data-retention', revision: REVISION },
  ],
  drift: [
    {
      set: 'partner-apps',
      expected: REVISION,
      actual: 'f'.repeat(64),
      message: 'OPA holds something else in its place',
    },
  ],
});
const engines: EngineStatus[] = [
  anEngine('cedar', { sets: 24 }),
  opa,
  anEngine('cerbos', {
    state: 'down',
    message: "engine 'cerbos' refused the connection; see whether it runs",
    capabilities: ['publish'],
    circuit: 'open',
  }),
];

describe('EnginesPage', () => {
  const server = setupServer(...emptyBackend);
  registerMswTestHooks(server);
  const list = (items: EngineStatus[]) =>
    onGet('/engines', { items, total: items.length });

  const rowOf = (name: string) =>
    screen.getByRole('link', { name }).closest('tr')!;

  it.each([
    ['ready', 'Ready', /cedar symcc 4\.14\.1 with cvc5 1\.3\.1.*are proven/],
    ['missing', 'Missing', /are tried .* instead\.Run the installer\./],
    ['faulty', 'Faulty', /are tried .* instead\.Run the installer\./],
  ] as const)('tells of an analyzer that is %s', async (state, label, told) => {
    const analyzer =
      state === 'ready'
        ? { state, versions }
        : { state, message: 'run the installer' };
    server.use(list([anEngine('cedar', { analyzer })]));
    renderPortal('/engines?engine=cedar');
    const details = await screen.findByRole('region', { name: 'Engine cedar' });
    expect(within(details).getByText(label)).toBeVisible();
    expect(details).toHaveTextContent(told);
  });

  it('tells how each engine does, and what is to be known of one', async () => {
    server.use(list(engines));
    renderPortal('/engines');
    await screen.findByRole('link', { name: 'opa' });

    expect(within(rowOf('cedar')).getByText('Up')).toBeVisible();
    expect(within(rowOf('opa')).getByText('Degraded')).toBeVisible();
    expect(within(rowOf('opa')).getByText('1.3 ms')).toBeVisible();
    expect(within(rowOf('opa')).getByText('opa 1.22.2')).toBeVisible();
    const down = within(rowOf('cerbos'));
    expect(down.getByText('Down')).toBeVisible();
    expect(down.getByText(/refused the connection/)).toBeVisible();
    expect(screen.queryByText('Beside deciding')).not.toBeInTheDocument();

    await userEvent.click(screen.getByRole('link', { name: 'opa' }));
    const details = within(
      await screen.findByRole('region', { name: 'Engine opa' }),
    );
    expect(details.getByText('http://opa.example.com:8181')).toBeVisible();
    expect(details.getByText('closed: calls go through')).toBeVisible();
    expect(
      details.getByText('tells which lines decided and which never did'),
    ).toBeVisible();
    const sets = within(details.getByRole('table', { name: 'Sets of opa' }));
    expect(sets.getByText('In sync')).toBeVisible();
    expect(sets.getByText('Another revision')).toBeVisible();
    expect(
      sets.getByText('OPA holds something else in its place'),
    ).toBeVisible();
    expect(
      sets.queryByRole('button', { name: 'Repair data-retention' }),
    ).not.toBeInTheDocument();

    await userEvent.click(
      details.getByRole('button', { name: 'Close engine opa' }),
    );
    await waitFor(() =>
      expect(
        screen.queryByRole('region', { name: 'Engine opa' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('repairs a set and all of them, and tells how it ended', async () => {
    const asked: unknown[] = [];
    server.use(
      list(engines),
      http.post(`${BASE_URL}/engines/opa/repair`, async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json({ ...opa, state: 'up', drift: [] });
      }),
    );
    renderPortal('/engines?engine=opa');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Repair partner-apps' }),
    );
    expect(
      await screen.findByText(
        "Repaired: the engine holds the active revision of 'partner-apps' again.",
      ),
    ).toBeVisible();
    expect(within(rowOf('opa')).getByText('Up')).toBeVisible();
    expect(asked).toEqual([{ set: 'partner-apps' }]);
    expect(
      screen.queryByRole('button', { name: /^Repair/ }),
    ).not.toBeInTheDocument();
  });

  it('tells why a repair failed, and when it changed nothing', async () => {
    let fails = true;
    server.use(
      list(engines),
      http.post(`${BASE_URL}/engines/opa/repair`, () =>
        fails
          ? HttpResponse.json(
              {
                error: {
                  name: 'ServiceUnavailableError',
                  message: 'OPA is away',
                },
                response: { statusCode: 503 },
              },
              { status: 503 },
            )
          : HttpResponse.json(opa),
      ),
    );
    renderPortal('/engines?engine=opa');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Repair all sets of opa' }),
    );
    expect(
      await screen.findByText(/The sets could not be repaired: OPA is away/),
    ).toBeVisible();
    fails = false;
    await userEvent.click(
      screen.getByRole('button', { name: 'Repair all sets of opa' }),
    );
    expect(
      await screen.findByText(/'partner-apps' still differs after the repair/),
    ).toBeVisible();
  });

  it('says so when there is nothing, when it may not be seen, and when one is gone', async () => {
    server.use(list([]));
    const empty = renderPortal('/engines');
    expect(await screen.findByText('No engine is configured')).toBeVisible();
    empty.unmount();

    server.use(
      onGetError('/engines', 403, 'NotAllowedError', 'permission is needed'),
    );
    const denied = renderPortal('/engines');
    expect(
      await screen.findByText('You may not see the engines'),
    ).toBeVisible();
    denied.unmount();

    server.use(list(engines));
    renderPortal('/engines?engine=gone');
    expect(await screen.findByText(/There is no engine 'gone'/)).toBeVisible();
  });
});
