import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { JourneyState } from '../../hooks/useJourney';
import { FileAccountList } from '../FileAccountList';
import { Section } from '../Section';
import { messageOf } from '../StateMessage';
import { countErrors, plural } from './model';

/** What the answers come to: files that will exist, and what the engine says of them. */
export function PreviewPane(props: { state: JourneyState }) {
  const { preview, previewing, previewError } = props.state;
  const errors = countErrors(preview);
  const passed = (preview?.cases ?? []).filter(
    ({ status }) => status === 'passed',
  ).length;
  return (
    <Section
      title="What it comes to"
      padded
      hint={
        preview?.files.length
          ? `${plural(
              preview.files.length,
              'file',
            )}, validated in ${preview.durationMs.toLocaleString('en')} ms`
          : undefined
      }
    >
      <Box sx={{ height: 4, mb: 1 }}>
        {previewing && <LinearProgress aria-label="Validating" />}
      </Box>
      {previewError && (
        <Alert severity="warning" sx={{ overflowWrap: 'anywhere' }}>
          It cannot be validated now: {messageOf(previewError)}
        </Alert>
      )}
      {preview && !preview.files.length && (
        <Typography variant="body2" color="text.secondary">
          {preview.problems[0]?.message ?? 'Nothing yet.'} Then the files show
          here.
        </Typography>
      )}
      {preview && preview.files.length > 0 && (
        <Stack spacing={2}>
          <Typography variant="body2" role="status" fontWeight={600}>
            {errors
              ? `${plural(errors, 'error')} to fix`
              : `Valid; ${passed} of ${plural(preview.cases.length, 'case')} ${
                  preview.cases.length === 1 ? 'passes' : 'pass'
                }`}
          </Typography>
          <FileAccountList
            label="Files of the set"
            files={preview.account.length ? preview.account : preview.files}
          />
        </Stack>
      )}
    </Section>
  );
}
