import { ChangeDetail } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { LongText } from '../LongText';
import { InvariantRow, sortInvariants, summarizeInvariants } from '../Proof';
import { Section } from '../Section';
import { invariantsOf, proofOf } from './proofReports';
import { ProofVerdict } from './ProofVerdict';

/** What is known of a change for all requests, as its overview shows it. */
export function ProofSummary(props: { change: ChangeDetail }) {
  const { change } = props;
  const proof = proofOf(change);
  const invariants = invariantsOf(change);
  if (!proof && !invariants) {
    return null;
  }
  const found = sortInvariants(invariants?.report?.invariants ?? []);
  const warnings = invariants?.report?.warnings ?? [];
  const broken = found.filter(({ state }) => state === 'broken');
  return (
    <Section
      title="For all requests"
      padded
      action={
        <Link
          component={RouterLink}
          variant="body2"
          to={paths.change(change.id, 'proof')}
        >
          See the proof
        </Link>
      }
    >
      <Stack spacing={1.5}>
        {proof &&
          (proof.report ? (
            <ProofVerdict report={proof.report} />
          ) : (
            <Typography variant="body2" color="text.secondary">
              {proof.check.summary ? (
                <LongText text={proof.check.summary} />
              ) : (
                'Base and proposal are not compared for all requests yet.'
              )}
            </Typography>
          ))}
        {broken.slice(0, 3).map(item => (
          <InvariantRow key={item.invariant.name} proof={item} />
        ))}
        {warnings.length > 0 && (
          <Alert severity="warning">
            {warnings.map(warning => (
              <div key={warning}>
                <LongText text={warning} />
              </div>
            ))}
          </Alert>
        )}
        {found.length > 0 && (
          <Typography variant="body2" color="text.secondary">
            Invariants: {summarizeInvariants(found)}.
          </Typography>
        )}
      </Stack>
    </Section>
  );
}
