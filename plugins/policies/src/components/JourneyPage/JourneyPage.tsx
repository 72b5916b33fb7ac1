import { JOURNEY_STEPS, JourneyStep } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink, useParams } from 'react-router-dom';
import { JourneyState, useJourney } from '../../hooks/useJourney';
import { paths } from '../../routes';
import { PortalPage } from '../PortalPage';
import { ErrorMessage, messageOf } from '../StateMessage';
import { Answers } from './Answers';
import { ConflictAlert } from './ConflictAlert';
import { ConsumersStep } from './ConsumersStep';
import { DomainStep } from './DomainStep';
import { EngineStep } from './EngineStep';
import { isStep, nameOf, STEP_TITLES } from './model';
import { PoliciesStep } from './PoliciesStep';
import { PreviewPane } from './PreviewPane';
import { ReviewStep } from './ReviewStep';
import { StepList } from './StepList';
import { SubjectStep } from './SubjectStep';
import { TryStep } from './TryStep';

const STEPS = {
  domain: DomainStep,
  subject: SubjectStep,
  engine: EngineStep,
  policies: PoliciesStep,
  consumers: ConsumersStep,
  try: TryStep,
  review: ReviewStep,
};

/** Steps in which readers have something to do. */
const OPEN_TO_READERS: JourneyStep[] = ['policies', 'try', 'review'];

/** One domain's onboarding: steps at the left, the form, and what it comes to at the right. */
export function JourneyPage() {
  const { id = '', step: wanted } = useParams();
  const state = useJourney(id);
  const { journey, error, retry } = state;
  const step = isStep(wanted) ? wanted : 'domain';
  const index = JOURNEY_STEPS.indexOf(step);
  const next = JOURNEY_STEPS[index + 1];
  const before = JOURNEY_STEPS[index - 1];
  const Step = STEPS[step];
  return (
    <PortalPage
      title={
        state.get('domainTitle') || state.get('title') || 'Onboard a domain'
      }
      description="From a name to live decisions. Every answer is saved as you type; come back or hand over whenever you like."
      actions={!state.readOnly && <Saving state={state} />}
    >
      {!journey && error && (
        <ErrorMessage error={error} what={`journey ${id}`} onRetry={retry} />
      )}
      {!journey && !error && (
        <Stack
          spacing={2}
          role="status"
          aria-busy="true"
          aria-label="Loading the journey"
        >
          <Skeleton variant="rounded" height={320} />
        </Stack>
      )}
      {journey && (
        <Box
          sx={{
            display: 'grid',
            gap: 3,
            alignItems: 'start',
            gridTemplateColumns: {
              xs: 'minmax(0, 1fr)',
              md: '216px minmax(0, 1fr)',
              lg: '216px minmax(0, 1fr) 264px',
            },
          }}
        >
          <StepList id={id} current={step} state={state} />
          <Stack
            component="section"
            aria-label={STEP_TITLES[step]}
            spacing={3}
            sx={{ minWidth: 0 }}
          >
            {state.saveError && (
              <Alert severity="error">
                Not saved yet; it is tried again. {messageOf(state.saveError)}
              </Alert>
            )}
            <ConflictAlert state={state} />
            {state.readOnly && (
              <Alert severity="info">
                You can read this journey. {nameOf(journey.createdBy)} began it,
                and invites the people who write in it with them.
              </Alert>
            )}
            <Answers
              disabled={state.readOnly && !OPEN_TO_READERS.includes(step)}
            >
              <Step key={step} state={state} id={id} />
            </Answers>
            <Stack direction="row" justifyContent="space-between">
              <Button
                component={RouterLink}
                to={before ? paths.journey(id, before) : paths.onboarding()}
              >
                {before ? 'Back' : 'To the board'}
              </Button>
              {next && (
                <Button
                  variant="contained"
                  component={RouterLink}
                  to={paths.journey(id, next)}
                >
                  Next: {STEP_TITLES[next]}
                </Button>
              )}
            </Stack>
          </Stack>
          <Box
            sx={{
              gridColumn: { xs: '1', md: '2', lg: '3' },
              position: { lg: 'sticky' },
              top: 16,
              maxHeight: { lg: 'calc(100vh - 32px)' },
              overflowY: { lg: 'auto' },
            }}
          >
            <PreviewPane state={state} />
          </Box>
        </Box>
      )}
    </PortalPage>
  );
}

const SAVING = {
  saved: 'Saved',
  saving: 'Saving …',
  failed: 'Not saved',
};

function Saving(props: { state: JourneyState }) {
  return (
    <Typography variant="body2" color="text.secondary" role="status">
      {SAVING[props.state.saving]}
    </Typography>
  );
}
