import Skeleton from '@mui/material/Skeleton';
import { useScorecard } from '../../hooks/useScorecard';
import { Checklist } from '../Checklist';
import { Section } from '../Section';
import { StageChip } from '../StageChip';
import { ErrorMessage } from '../StateMessage';

/** What a set has of what it should have, and what to do next. */
export function ScorecardSection(props: {
  scorecard: ReturnType<typeof useScorecard>;
}) {
  const { value, loading, error, retry } = props.scorecard;
  return (
    <Section
      title="Scorecard"
      padded
      action={value && <StageChip stage={value.stage} />}
    >
      {loading && !value && <Skeleton variant="rounded" height={160} />}
      {error && (
        <ErrorMessage
          error={error}
          what="the scorecard"
          onRetry={retry}
          dense
        />
      )}
      {value && <Checklist items={value.checklist} />}
    </Section>
  );
}
