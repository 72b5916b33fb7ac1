import PublishedIcon from '@mui/icons-material/Check';
import RegisteredIcon from '@mui/icons-material/FolderOutlined';
import RolledBackIcon from '@mui/icons-material/Undo';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  HistoryEntry,
  setRollBackPermission,
  shortRevision,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useMemo, useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { useHistory } from '../../hooks/useHistory';
import { usePoliciesApi } from '../../hooks/usePoliciesApi';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { paths } from '../../routes';
import { CallerLabel } from '../CallerLabel';
import { ReasonDialog } from '../ChangePage/ReasonDialog';
import { Column, DataTable } from '../DataTable';
import { Identifier } from '../Identifier';
import { RelativeTime } from '../RelativeTime';
import { ErrorMessage, messageOf, StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';
import { VisibleText } from '../VisibleText';

const KINDS = {
  registered: (
    <ToneChip tone="neutral" label="Registered" icon={<RegisteredIcon />} />
  ),
  published: (
    <ToneChip tone="good" label="Published" icon={<PublishedIcon />} />
  ),
  'rolled-back': (
    <ToneChip tone="warning" label="Rolled back" icon={<RolledBackIcon />} />
  ),
};

/** Who switched the active revision of a set, when and why, and the way back. */
export function SetHistory() {
  const { set } = usePolicyEntity();
  const api = usePoliciesApi();
  const { value = [], loading, error, retry } = useHistory(set);
  const { allowed } = usePermission({
    permission: setRollBackPermission,
    resourceRef: set,
  });
  const [target, setTarget] = useState<HistoryEntry>();
  const [failed, setFailed] = useState<Error>();
  const [warning, setWarning] = useState<string>();
  const active = value[0]?.revision;

  const columns = useMemo<Column<HistoryEntry>[]>(
    () => [
      {
        id: 'kind',
        title: 'What',
        width: 140,
        render: entry => (
          <>
            {KINDS[entry.kind]}
            <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
              <RelativeTime time={entry.at} />
            </Typography>
          </>
        ),
      },
      {
        id: 'revision',
        title: 'Revision',
        width: 170,
        render: entry => (
          <>
            <Identifier
              value={entry.revision}
              short={shortRevision(entry.revision)}
              what={`revision ${shortRevision(entry.revision)}`}
            />
            {entry === value[0] && (
              <Typography variant="body2" color="text.secondary">
                active now
              </Typography>
            )}
          </>
        ),
      },
      {
        id: 'why',
        title: 'Why',
        width: '40%',
        render: entry => (
          <>
            <VisibleText text={entry.reason ?? 'Read from its source'} />
            {entry.change && (
              <Typography variant="body2">
                <Link component={RouterLink} to={paths.change(entry.change)}>
                  Change #{entry.change}
                </Link>
              </Typography>
            )}
          </>
        ),
      },
      {
        id: 'by',
        title: 'By',
        render: entry =>
          entry.kind === 'registered' ? (
            <Box component="code" sx={{ overflowWrap: 'anywhere' }}>
              {entry.by}
            </Box>
          ) : (
            <CallerLabel caller={entry.by} />
          ),
      },
      ...(allowed
        ? [
            {
              id: 'back',
              title: '',
              align: 'right' as const,
              render: (entry: HistoryEntry) =>
                entry.revision !== active &&
                value.find(({ revision }) => revision === entry.revision) ===
                  entry && (
                  <Button
                    size="small"
                    color="error"
                    aria-label={`Roll back to ${shortRevision(entry.revision)}`}
                    onClick={() => setTarget(entry)}
                    sx={{ textTransform: 'none', whiteSpace: 'nowrap' }}
                  >
                    Roll back
                  </Button>
                ),
            },
          ]
        : []),
    ],
    [value, active, allowed],
  );

  if (error) {
    return <ErrorMessage error={error} what="the history" onRetry={retry} />;
  }
  return (
    <Stack spacing={2}>
      {failed && (
        <Alert
          severity="error"
          onClose={() => setFailed(undefined)}
          sx={{ overflowWrap: 'anywhere' }}
        >
          {messageOf(failed)}
        </Alert>
      )}
      {warning && (
        <Alert severity="warning" onClose={() => setWarning(undefined)}>
          {warning}
        </Alert>
      )}
      <DataTable
        label="History"
        columns={columns}
        rows={value}
        rowKey={entry => String(entry.sequence)}
        loading={loading}
        empty={
          <StateMessage kind="empty" title="Nothing was active yet">
            The history begins with the first valid revision.
          </StateMessage>
        }
      />
      {target && (
        <ReasonDialog
          danger
          title="Roll back?"
          text={`Revision ${shortRevision(
            target.revision,
          )} becomes the active one again, at once and everywhere.`}
          label="Why"
          action="Roll back"
          onClose={() => setTarget(undefined)}
          onConfirm={async reason => {
            setFailed(undefined);
            try {
              const done = await api.rollBack(set, {
                from: active!,
                to: target.revision,
                reason,
              });
              setWarning(done.warning);
              return true;
            } catch (problem) {
              setFailed(problem as Error);
              return false;
            } finally {
              retry();
            }
          }}
        />
      )}
    </Stack>
  );
}
