import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import signalsPlugin from '@backstage/plugin-signals/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import policiesPlugin from '@internal/plugin-policies';
import { screen, within } from '@testing-library/react';
import { navModule } from '.';

describe('Sidebar', () => {
  it('leads to each page once, in the order people need them', async () => {
    renderTestApp({
      features: [
        catalogPlugin,
        catalogGraphPlugin,
        notificationsPlugin,
        searchPlugin,
        signalsPlugin,
        userSettingsPlugin,
        policiesPlugin,
        navModule,
      ],
      initialRouteEntries: ['/settings'],
      config: {
        app: { title: 'Policy portal' },
        backend: { baseUrl: 'http://localhost:7007' },
      },
      apis: [
        catalogApiMock(),
        mockApis.permission(),
        mockApis.storage(),
        mockApis.fetch.mock({
          fetch: async () => new Response(JSON.stringify({ unread: 0 })),
        }),
      ],
    });
    const sidebar = await screen.findByRole(
      'navigation',
      { name: 'sidebar nav' },
      { timeout: 20_000 },
    );
    const links = within(sidebar)
      .getAllByRole('link')
      .map(link => link.getAttribute('aria-label'));
    expect(links).toEqual([
      'Policy portal, home',
      'Home',
      'Policies',
      'Playground',
      'Changes',
      'Onboarding',
      'Engines',
      'Catalog',
      'Catalog Graph',
      'Notifications',
      'Settings',
    ]);
  }, 60_000);
});
