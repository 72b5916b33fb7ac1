import { JOURNEY_STEPS, JourneyBranch } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link as RouterLink, useNavigate } from 'react-router-dom';
import { useJourneyBranch } from '../../hooks/useJourneyBranch';
import { paths } from '../../routes';
import { saveBlob } from '../../saveBlob';
import { FieldList } from '../FieldList';
import { Section } from '../Section';
import { messageOf } from '../StateMessage';
import { BranchAlert } from './BranchAlert';
import { isReady, stepStateOf, STEP_TITLES } from './model';
import { PreviewPending } from './PreviewPending';
import { StepProps } from './StepProps';

/** What was answered, once more, and the change that registers the set. */
export function ReviewStep(props: StepProps) {
  const { id, state } = props;
  const { preview, journey } = state;
  const navigate = useNavigate();
  const [description, setDescription] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const [pushed, setPushed] = useState<JourneyBranch>();
  const branch = useJourneyBranch(journey, pushed);
  const ready = isReady(preview);

  const propose = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const change = await state.act(api =>
        api.openJourneyChange(id, description.trim() || undefined),
      );
      navigate(paths.change(change.id));
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };

  const push = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setPushed(await state.act(api => api.pushJourneyBranch(id)));
    } catch (problem) {
      setError(problem as Error);
    }
    setBusy(false);
  };

  const download = async () => {
    setError(undefined);
    try {
      saveBlob(
        await state.act(api => api.getJourneyRepository(id)),
        `${state.get('set')}-repository.zip`,
      );
    } catch (problem) {
      setError(problem as Error);
    }
  };

  return (
    <>
      <Section title="Your answers" padded>
        <FieldList
          fields={JOURNEY_STEPS.slice(0, -1).map(step => ({
            label: STEP_TITLES[step],
            value: stepStateOf(step, state).note || 'Not known yet',
          }))}
        />
      </Section>
      <Section
        title={journey?.change ? 'Its change' : 'Ask for review'}
        hint="Checks run by themselves; a member of the owning group approves, then you publish."
        padded
      >
        <Stack spacing={2} alignItems="flex-start">
          {!preview && <PreviewPending state={state} />}
          {preview && !ready && (
            <Alert severity="info" sx={{ width: '100%' }}>
              {preview.problems[0]?.message ??
                'The policies have to validate and every case to pass first.'}
            </Alert>
          )}
          {!journey?.change && (
            <TextField
              fullWidth
              multiline
              minRows={2}
              label="Why"
              helperText="Reviewers and auditors read it."
              disabled={state.readOnly}
              value={description}
              onChange={event => setDescription(event.target.value)}
            />
          )}
          {error && (
            <Alert
              severity="error"
              sx={{ width: '100%', overflowWrap: 'anywhere' }}
            >
              {messageOf(error)}
            </Alert>
          )}
          <Box>
            <Stack direction="row" spacing={1}>
              <Button
                variant={journey?.change ? 'outlined' : 'contained'}
                disabled={!ready || busy || state.readOnly}
                onClick={propose}
              >
                {journey?.change ? 'Push what I changed' : 'Ask for review'}
              </Button>
              {journey?.change && (
                <Button
                  variant="contained"
                  component={RouterLink}
                  to={paths.change(journey.change)}
                >
                  Open change #{journey.change}
                </Button>
              )}
            </Stack>
          </Box>
          {journey?.repository && (
            <Button
              size="small"
              disabled={!ready || busy || state.readOnly}
              onClick={push}
              sx={{ textTransform: 'none' }}
            >
              Or push it as a branch for a pull request
            </Button>
          )}
          {branch && <BranchAlert branch={branch} />}
          <Button
            size="small"
            disabled={!preview?.files.length || busy}
            onClick={download}
            sx={{ textTransform: 'none' }}
          >
            Or take it as files for a pull request
          </Button>
          <Typography variant="body2" color="text.secondary">
            New domains and groups come into the catalog when it is published.
            None of the people who wrote a part of it approves it.
          </Typography>
        </Stack>
      </Section>
    </>
  );
}
