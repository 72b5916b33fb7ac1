import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { BoardRow, JourneyStage } from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useCallback, useMemo } from 'react';
import { Link as RouterLink, useLocation } from 'react-router-dom';
import { useBoard } from '../../hooks/useBoard';
import { useQueryState } from '../../hooks/useQueryState';
import { paths } from '../../routes';
import { Checklist } from '../Checklist';
import { Column, DataTable } from '../DataTable';
import { FilterBar, TEXT_KEY } from '../FilterBar';
import { PortalPage } from '../PortalPage';
import { RelativeTime } from '../RelativeTime';
import { Section } from '../Section';
import { OnboardButton } from '../OnboardButton';
import { StageChip, stageLabel, STAGES } from '../StageChip';
import { ErrorMessage, StateMessage } from '../StateMessage';

/** A row with the key that stands for it in the URL. */
function keyOf({ set, journey }: BoardRow): string {
  return set ? `set-${set}` : `journey-${journey}`;
}

const columnsFor = (
  openingOf: (row: BoardRow) => string,
): Column<BoardRow>[] => [
  {
    id: 'title',
    title: 'Policy set',
    breakAnywhere: true,
    sortBy: row => row.title,
    render: row => (
      <Link component={RouterLink} to={openingOf(row)} replace fontWeight={500}>
        {row.title}
      </Link>
    ),
  },
  {
    id: 'stage',
    title: 'Stage',
    width: 160,
    sortBy: row => STAGES.indexOf(row.stage),
    render: row => <StageChip stage={row.stage} />,
  },
  {
    id: 'missing',
    title: 'Next',
    render: row => {
      const next =
        row.checklist.find(({ state }) => state === 'attention') ??
        row.checklist.find(({ state }) => state === 'todo');
      return (
        <Typography variant="body2" color="text.secondary">
          {next ? `${next.title}: ${next.detail}` : 'Nothing is missing'}
        </Typography>
      );
    },
  },
  {
    id: 'done',
    title: 'Done',
    align: 'right',
    sortBy: row => doneOf(row),
    render: row => `${doneOf(row)} of ${row.checklist.length}`,
  },
  {
    id: 'owner',
    title: 'Owner',
    wideOnly: true,
    breakAnywhere: true,
    sortBy: row => row.owner ?? '',
    render: row =>
      row.owner ? (
        <EntityRefLink entityRef={row.owner} defaultKind="group" hideIcon />
      ) : (
        '–'
      ),
  },
  {
    id: 'updated',
    title: 'Changed',
    width: 132,
    sortBy: row => row.updatedAt,
    render: row => <RelativeTime time={row.updatedAt} />,
  },
];

function doneOf(row: BoardRow): number {
  return row.checklist.filter(({ state }) => state === 'done').length;
}

/** How far each domain is, by evidence, and the way to a new one. */
export function OnboardingPage() {
  const { value, loading, error, retry } = useBoard();
  const query = useQueryState();
  const [get, set] = query;

  const text = (get(TEXT_KEY) ?? '').toLocaleLowerCase('en');
  const stage = get('stage');
  const all = useMemo(() => value?.items ?? [], [value]);
  const rows = useMemo(
    () =>
      all.filter(
        row =>
          (!stage || row.stage === stage) &&
          [row.title, row.domain, row.owner, row.set]
            .join(' ')
            .toLocaleLowerCase('en')
            .includes(text),
      ),
    [all, stage, text],
  );
  const opened = all.find(row => keyOf(row) === get('open'));

  const { search } = useLocation();
  /** Opens a row; the filters stay. */
  const openingOf = useCallback(
    (row: BoardRow) =>
      paths.onboarding({
        ...Object.fromEntries(new URLSearchParams(search)),
        open: keyOf(row),
      }),
    [search],
  );
  const columns = useMemo(() => columnsFor(openingOf), [openingOf]);

  return (
    <PortalPage
      title="Onboarding"
      description="How far each domain is on its way to live decisions, as evidence tells, and what it should do next."
      actions={
        <Stack direction="row" spacing={1}>
          <Button component={RouterLink} to={paths.onboard()}>
            How it works
          </Button>
          <OnboardButton />
        </Stack>
      }
    >
      {error && !value ? (
        <ErrorMessage error={error} what="the board" onRetry={retry} />
      ) : (
        <>
          <FilterBar
            query={query}
            shown={rows.length}
            total={all.length}
            noun="policy sets"
            loading={loading}
            facets={[
              {
                key: 'stage',
                label: 'Stage',
                options: STAGES.map(id => ({
                  value: id,
                  label: `${stageLabel(id)} (${value?.stages[id] ?? 0})`,
                })),
              },
            ]}
          />
          {opened && (
            <RowDetails row={opened} onClose={() => set({ open: undefined })} />
          )}
          <DataTable
            label="Onboarding"
            columns={columns}
            rows={rows}
            rowKey={keyOf}
            hrefOf={openingOf}
            loading={loading && !value}
            empty={
              <StateMessage
                kind="empty"
                title={all.length ? 'Nothing matches' : 'No domain is here yet'}
              >
                {all.length
                  ? 'Clear the filters to see all.'
                  : 'Onboard the first one: it takes about ten minutes.'}
              </StateMessage>
            }
          />
        </>
      )}
    </PortalPage>
  );
}

const STAGE_HELP: Partial<Record<JourneyStage, string>> = {
  started: 'Its journey goes on where it was left.',
  validating: 'Its change waits for checks and approvals.',
};

function RowDetails(props: { row: BoardRow; onClose: () => void }) {
  const { row, onClose } = props;
  return (
    <Section
      title={row.title}
      hint={STAGE_HELP[row.stage]}
      padded
      action={
        <Stack direction="row" spacing={1}>
          {row.journey && !row.set && (
            <Button
              size="small"
              variant="contained"
              component={RouterLink}
              to={paths.journey(row.journey)}
            >
              Continue
            </Button>
          )}
          {row.change && (
            <Button
              size="small"
              variant="outlined"
              component={RouterLink}
              to={paths.change(row.change)}
            >
              Change #{row.change}
            </Button>
          )}
          {row.set && (
            <Button
              size="small"
              variant="outlined"
              component={RouterLink}
              to={paths.set(row.set)}
            >
              Open the set
            </Button>
          )}
          <Button size="small" onClick={onClose}>
            Close
          </Button>
        </Stack>
      }
    >
      <Checklist items={row.checklist} />
    </Section>
  );
}
