import { SetProof } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { useSetProof } from '../../hooks/useSetProof';
import { summarizeInvariants } from '../Proof';
import { Section } from '../Section';

/** How much is known of a set for all requests, in counts; nothing where this portal asks for none of it. */
export function SetProofSection(props: { set: string }) {
  const { value, loading } = useSetProof(props.set);
  if (!loading && (!value || !isAskable(value))) {
    return null;
  }
  return (
    <Section
      title="For all requests"
      padded
      action={
        value && (
          <Link component={RouterLink} variant="body2" to="proof">
            See what is proven
          </Link>
        )
      }
    >
      {value ? (
        <Typography variant="body2">{sentenceOf(value)}</Typography>
      ) : (
        <Skeleton width="60%" />
      )}
    </Section>
  );
}

function isAskable({ analyzer, invariants }: SetProof): boolean {
  return analyzer !== undefined || invariants.length > 0;
}

function sentenceOf({ state, invariants, findings }: SetProof): string {
  if (state === 'waiting') {
    return 'The active revision is being looked at.';
  }
  const known = invariants.length
    ? `Invariants: ${summarizeInvariants(invariants)}.`
    : 'The set has no invariants: nothing has to hold for every revision.';
  if (!findings) {
    return known;
  }
  return `${known} ${
    findings.length
      ? `${findings.length.toLocaleString('en')} ${
          findings.length === 1 ? 'finding' : 'findings'
        } about its statements.`
      : 'No findings about its statements.'
  }`;
}
