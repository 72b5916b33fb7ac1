import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Container, Header } from '@backstage/ui';
import { ChangeDetail, revealText } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { Link as RouterLink, useParams } from 'react-router-dom';
import { useChange } from '../../hooks/useChange';
import { ChangeTab, paths } from '../../routes';
import { CallerLabel } from '../CallerLabel';
import { ChangeStateChip } from '../ChangeStateChip';
import { RelativeTime } from '../RelativeTime';
import { ErrorMessage, messageOf } from '../StateMessage';
import { ChangeActionBar } from './ChangeActionBar';
import { ChangeFiles } from './ChangeFiles';
import { ChangeImpact } from './ChangeImpact';
import { ChangeOverview } from './ChangeOverview';
import { ChangeProof } from './ChangeProof';
import { invariantsOf, proofOf } from './proofReports';

/** One change: what it does, whom it would hurt, who must approve. */
export function ChangePage(props: { tab: ChangeTab | 'overview' }) {
  const { id = '' } = useParams();
  const state = useChange(id);
  const { value: change, error, retry, failed, dismiss } = state;
  if (!change) {
    return (
      <main>
        <Header title={`Change #${id}`} />
        <Container>
          {error ? (
            <ErrorMessage error={error} what={`change ${id}`} onRetry={retry} />
          ) : (
            <Stack
              spacing={2}
              role="status"
              aria-busy="true"
              aria-label="Loading the change"
            >
              <Skeleton variant="rounded" height={72} />
              <Skeleton variant="rounded" height={240} />
            </Stack>
          )}
        </Container>
      </main>
    );
  }
  return (
    <main>
      <Header
        title={revealText(change.title)}
        tags={[{ label: `Change #${change.id}` }]}
        metadata={metadataOf(change)}
        customActions={<ChangeActionBar change={change} state={state} />}
        tabs={[
          { id: 'overview', label: 'Overview', href: paths.change(id) },
          { id: 'files', label: 'Files', href: paths.change(id, 'files') },
          ...(proofOf(change) || invariantsOf(change) || props.tab === 'proof'
            ? [{ id: 'proof', label: 'Proof', href: paths.change(id, 'proof') }]
            : []),
          { id: 'impact', label: 'Impact', href: paths.change(id, 'impact') },
        ]}
        activeTabId={props.tab}
      />
      <Container>
        <Stack spacing={3} sx={{ pb: 4 }}>
          {failed && (
            <Alert
              severity="error"
              onClose={dismiss}
              sx={{ overflowWrap: 'anywhere' }}
            >
              {messageOf(failed)}
            </Alert>
          )}
          {error && (
            <Alert severity="warning">
              This is how it was; the portal could not be asked again:{' '}
              {messageOf(error)}
            </Alert>
          )}
          {change.warning && <Alert severity="warning">{change.warning}</Alert>}
          {props.tab === 'overview' && (
            <ChangeOverview change={change} state={state} />
          )}
          {props.tab === 'files' && (
            <ChangeFiles change={change} state={state} />
          )}
          {props.tab === 'proof' && <ChangeProof change={change} />}
          {props.tab === 'impact' && <ChangeImpact change={change} />}
        </Stack>
      </Container>
    </main>
  );
}

function metadataOf(change: ChangeDetail) {
  return [
    { label: 'State', value: <ChangeStateChip state={change.state} /> },
    {
      label: 'Policy set',
      value: change.activeRevision ? (
        <Link component={RouterLink} to={paths.set(change.set)}>
          {change.setTitle}
        </Link>
      ) : (
        `${change.setTitle} (${change.setRemoved ? 'removed' : 'new'})`
      ),
    },
    {
      label: 'Owner',
      value: (
        <EntityRefLink entityRef={change.owner} defaultKind="group" hideIcon />
      ),
    },
    { label: 'By', value: <CallerLabel caller={change.author} /> },
    { label: 'Changed', value: <RelativeTime time={change.updatedAt} /> },
  ];
}
