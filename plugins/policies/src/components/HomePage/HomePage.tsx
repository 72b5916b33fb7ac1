import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { useBoard } from '../../hooks/useBoard';
import { useEngines } from '../../hooks/useEngines';
import { useOverview } from '../../hooks/useOverview';
import { paths } from '../../routes';
import { PortalPage } from '../PortalPage';
import { RelativeTime } from '../RelativeTime';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { Attention } from './Attention';
import { RecentDecisions } from './RecentDecisions';
import { StatRow } from './StatRow';
import { TaskCards } from './TaskCards';
import { WaitingChanges } from './WaitingChanges';

/** What needs somebody, what was decided, and the way into each task. */
export function HomePage() {
  const { value, loading, error, retry } = useOverview();
  const board = useBoard();
  const engines = useEngines();
  const isFirstUse =
    value &&
    !value.reading &&
    value.counts.sets === 0 &&
    value.registryErrors.length === 0 &&
    !value.failedFeatures;
  return (
    <PortalPage
      title="Policy portal"
      description="Find, test and look after the policies that decide what people and services may do."
      actions={
        <Button
          variant="contained"
          component={RouterLink}
          to={paths.playground()}
        >
          Test a request
        </Button>
      }
    >
      <TaskCards />
      <WaitingChanges />
      {error && (
        <ErrorMessage error={error} what="the overview" onRetry={retry} />
      )}
      {!error && isFirstUse && (
        <StateMessage
          kind="empty"
          title="No policy set is registered yet"
          action={
            <Button
              variant="contained"
              component={RouterLink}
              to={paths.newJourney()}
            >
              Onboard the first domain
            </Button>
          }
        >
          A policy set is a folder with a policy-set.yaml. Name the folder or
          its repository under policies.sources in the configuration and the
          portal reads it within a minute.
        </StateMessage>
      )}
      {!error && !isFirstUse && (
        <>
          <StatRow counts={value?.counts} />
          {value && (
            <Attention
              board={board}
              engines={engines}
              registryErrors={value.registryErrors}
              failedFeatures={value.failedFeatures}
              reading={value.reading}
            />
          )}
          <RecentDecisions
            decisions={value?.recentDecisions}
            leftOut={value?.counts.leftOut24h}
            loading={loading}
          />
        </>
      )}
      <Stack direction="row" spacing={3} flexWrap="wrap" useFlexGap>
        <Typography variant="body2">
          <Link component={RouterLink} to={paths.catalogGraph()}>
            See who depends on whom in the dependency graph
          </Link>
        </Typography>
        {value?.refreshedAt && (
          <Typography variant="body2" color="text.secondary">
            Sources read <RelativeTime time={value.refreshedAt} />
          </Typography>
        )}
      </Stack>
    </PortalPage>
  );
}
