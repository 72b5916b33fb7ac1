import {
  PolicySetDetail,
  shortRevision,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { DiagnosticsList } from '../DiagnosticsList';
import { FileAccountList } from '../FileAccountList';
import { HealthChip } from '../HealthChip';
import { Section } from '../Section';

const count = (value: number) => value.toLocaleString('en');

/** Whether the newest files compile and the cases pass, and what to fix. */
export function SetHealthSection(props: { set: PolicySetDetail }) {
  const { set } = props;
  const { cases, diagnostics, files } = set;
  return (
    <Section
      title="Health"
      action={
        <HealthChip
          health={set.health}
          errorCount={set.errorCount}
          cases={cases}
        />
      }
    >
      <Box sx={{ px: 2.5, pb: 2 }}>
        {set.health === 'broken' && (
          <Alert severity="error" sx={{ mb: 2 }}>
            The newest files do not compile.{' '}
            {set.revision
              ? `Revision ${shortRevision(
                  set.revision,
                )} keeps serving until they are fixed.`
              : 'No revision was ever valid, so requests to this set get an error.'}
          </Alert>
        )}
        <Typography variant="body2">
          {cases.total === 0 &&
            (set.revision
              ? 'The set has no cases: nothing would notice a wrong decision.'
              : 'Cases run as soon as a revision is valid.')}
          {cases.total > 0 && (
            <>
              {count(cases.passed)} of {count(cases.total)}{' '}
              <Link component={RouterLink} to="cases" underline="always">
                cases
              </Link>{' '}
              pass at the active revision.
            </>
          )}
          {diagnostics.length === 0 &&
            ' The files have no errors and no warnings.'}
        </Typography>
      </Box>
      {diagnostics.length > 0 && (
        <Box sx={{ pb: 1 }}>
          <DiagnosticsList diagnostics={diagnostics} />
        </Box>
      )}
      {files.length > 0 && (
        <Box sx={{ px: 2.5, pb: 2 }}>
          <Typography variant="subtitle2" component="h3" gutterBottom>
            Files of the active revision
          </Typography>
          <FileAccountList label="Files of the active revision" files={files} />
        </Box>
      )}
    </Section>
  );
}
