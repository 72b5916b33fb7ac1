import {
  CHANGE_STATES,
  ChangePage,
  ChangeState,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { useChanges } from '../../hooks/useChanges';
import { useIdentity } from '../../hooks/useIdentity';
import { useQueryState } from '../../hooks/useQueryState';
import { paths } from '../../routes';
import { DataTable } from '../DataTable';
import { TextFilter } from '../FilterBar';
import { PortalPage } from '../PortalPage';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { changeColumns } from './changeColumns';

const PAGE_SIZE = 200;

/** Choices of the filter by state. */
const VIEWS: Array<{ id: string; label: string; states: ChangeState[] }> = [
  {
    id: 'open',
    label: 'Open',
    states: ['draft', 'in-review', 'approved'],
  },
  { id: 'approved', label: 'Ready to publish', states: ['approved'] },
  { id: 'published', label: 'Published', states: ['published'] },
  {
    id: 'ended',
    label: 'Rejected, withdrawn and rolled back',
    states: ['rejected', 'withdrawn', 'rolled-back'],
  },
  { id: 'all', label: 'All', states: [...CHANGE_STATES] },
];

function countOf(page: ChangePage | undefined, states: ChangeState[]): string {
  return page
    ? ` (${states
        .reduce((sum, state) => sum + (page.states[state] ?? 0), 0)
        .toLocaleString('en')})`
    : '';
}

/** What is proposed, for which set, and whom it waits for. */
export function ChangesPage() {
  const [get, set] = useQueryState();
  const { user, groups } = useIdentity();
  const view = VIEWS.find(({ id }) => id === get('view')) ?? VIEWS[0];
  const whose = get('whose') ?? 'all';
  const changes = useChanges({
    state: view.states.join(','),
    set: get('set'),
    domain: get('domain'),
    query: get('q'),
    author: whose === 'mine' ? user : undefined,
    limit: PAGE_SIZE,
  });
  const { value, loading, error, retry, more } = changes;
  const rows = (value?.items ?? []).filter(
    ({ waitsFor, author }) =>
      whose !== 'me' ||
      (author !== user && waitsFor.some(group => groups.includes(group))),
  );
  const filtered = Boolean(get('q') || get('set') || whose !== 'all');
  return (
    <PortalPage
      title="Changes"
      description="Proposed revisions of policy sets: what they would do, whom they wait for, and what was published."
      actions={
        <Button
          variant="contained"
          component={RouterLink}
          to={paths.playground()}
        >
          Propose a change
        </Button>
      }
    >
      {error && !value ? (
        <ErrorMessage error={error} what="the changes" onRetry={retry} />
      ) : (
        <>
          <Stack spacing={1.5} role="search" aria-label="Filter changes">
            <ToggleButtonGroup
              exclusive
              size="small"
              value={view.id}
              aria-label="State"
              onChange={(_, id) => id && set({ view: id, page: undefined })}
              sx={{ flexWrap: 'wrap' }}
            >
              {VIEWS.map(({ id, label, states }) => (
                <ToggleButton
                  key={id}
                  value={id}
                  sx={{ textTransform: 'none' }}
                >
                  {label}
                  {countOf(value, states)}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
            <Stack direction="row" spacing={1} useFlexGap flexWrap="wrap">
              <TextFilter
                label="Search titles and sets"
                restMs={250}
                value={get('q') ?? ''}
                onChange={q => set({ q, page: undefined })}
              />
              <ToggleButtonGroup
                exclusive
                size="small"
                value={whose}
                aria-label="Whose"
                onChange={(_, id) =>
                  id &&
                  set({ whose: id === 'all' ? undefined : id, page: undefined })
                }
              >
                <ToggleButton value="all" sx={{ textTransform: 'none' }}>
                  Everybody’s
                </ToggleButton>
                <ToggleButton value="mine" sx={{ textTransform: 'none' }}>
                  Mine
                </ToggleButton>
                <ToggleButton value="me" sx={{ textTransform: 'none' }}>
                  Waiting for me
                </ToggleButton>
              </ToggleButtonGroup>
            </Stack>
          </Stack>
          <DataTable
            label="Changes"
            columns={changeColumns}
            rows={rows}
            rowKey={change => change.id}
            hrefOf={change => paths.change(change.id)}
            loading={loading && !value}
            empty={
              filtered ? (
                <StateMessage
                  kind="empty"
                  title="No change matches"
                  action={
                    <Button
                      size="small"
                      variant="outlined"
                      onClick={() =>
                        set({ q: undefined, set: undefined, whose: undefined })
                      }
                    >
                      Clear filters
                    </Button>
                  }
                />
              ) : (
                <StateMessage
                  kind="empty"
                  title={
                    view.id === 'open'
                      ? 'Nothing is proposed'
                      : 'There is no such change'
                  }
                >
                  Edit a policy set in the playground, then propose what you
                  changed.
                </StateMessage>
              )
            }
          />
          {more && (
            <Box sx={{ textAlign: 'center' }}>
              <Typography variant="body2" color="text.secondary" gutterBottom>
                {(value?.items.length ?? 0).toLocaleString('en')} of{' '}
                {(value?.total ?? 0).toLocaleString('en')} are loaded.
              </Typography>
              <Button variant="outlined" onClick={more} disabled={loading}>
                Load more
              </Button>
            </Box>
          )}
        </>
      )}
    </PortalPage>
  );
}
