import {
  CaseFlip,
  ChangeDetail,
  ChangeDifference,
  PolicyDifference,
  revealText,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';
import { useChangeDifference } from '../../hooks/useChangeDifference';
import { DecisionChip, outcomeOf } from '../DecisionChip';
import { shortenId } from '../Identifier';
import { RegulationChips } from '../RegulationChips';
import { Section } from '../Section';
import { ErrorMessage } from '../StateMessage';
import { Tone, ToneChip } from '../ToneChip';
import { VisibleText } from '../VisibleText';

const POLICY_LOOKS: Record<
  PolicyDifference['status'],
  { tone: Tone; label: string }
> = {
  added: { tone: 'good', label: 'Added' },
  removed: { tone: 'bad', label: 'Removed' },
  changed: { tone: 'info', label: 'Changed' },
};

const CASE_WORDS: Record<CaseFlip['status'], string> = {
  added: 'new',
  removed: 'gone',
  flipped: 'decided otherwise',
  broken: 'does not pass any more',
  fixed: 'passes now',
  changed: 'decided by other policies',
};

/** Names of actions or types shown in a line. */
const MOST_NAMES = 20;

/** What a change means: policies and cases, not lines. */
export function MeaningSection(props: { change: ChangeDetail }) {
  const { change } = props;
  const { value, loading, error, retry } = useChangeDifference(change);
  return (
    <Section title="What it means" hint={value && scopeOf(value)} padded>
      {loading && !value && (
        <Stack role="status" aria-busy="true" aria-label="Comparing">
          <Skeleton width="60%" />
          <Skeleton width="45%" />
        </Stack>
      )}
      {error && (
        <ErrorMessage
          error={error}
          what="the difference"
          onRetry={retry}
          dense
        />
      )}
      {value && (
        <Stack spacing={2.5}>
          <Part title="Policies">
            {value.policies.length
              ? value.policies.map(policy => (
                  <Policy key={policy.policy} policy={policy} />
                ))
              : 'No policy changes; other files do.'}
          </Part>
          <Part title="Cases">
            {value.casesProblem && (
              <Alert severity="warning">
                Cases could not be compared: {value.casesProblem}
              </Alert>
            )}
            {!value.casesProblem &&
              (value.cases.length
                ? value.cases.map(flip => <Case key={flip.name} flip={flip} />)
                : 'Every case ends as before.')}
          </Part>
        </Stack>
      )}
    </Section>
  );
}

function scopeOf({ actions, resourceTypes }: ChangeDifference) {
  return actions.length
    ? revealText(
        `Statements, cases and logged decisions that differ are about ${listed(
          actions,
        )} on ${listed(resourceTypes)}.`,
      )
    : undefined;
}

/** Names with commas, the first of many. */
function listed(names: string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(shortenId).join(', ');
  return names.length > MOST_NAMES
    ? `${shown} and ${(names.length - MOST_NAMES).toLocaleString('en')} more`
    : shown;
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <Box>
      <Typography
        variant="body2"
        fontWeight={600}
        component="h4"
        gutterBottom
        sx={{ mt: 0 }}
      >
        {props.title}
      </Typography>
      <Typography component="div" variant="body2">
        <Stack spacing={1}>{props.children}</Stack>
      </Typography>
    </Box>
  );
}

function Policy(props: { policy: PolicyDifference }) {
  const { policy, title, status, aspects, regulations } = props.policy;
  return (
    <Stack direction="row" spacing={1} alignItems="flex-start">
      <ToneChip {...POLICY_LOOKS[status]} />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Box sx={{ overflowWrap: 'anywhere' }}>
          <VisibleText text={title} /> <code>{policy}</code>
        </Box>
        {aspects.length > 0 && (
          <Typography variant="body2" color="text.secondary">
            {aspects.join(', ')}
          </Typography>
        )}
      </Box>
      {regulations.length > 0 && <RegulationChips regulations={regulations} />}
    </Stack>
  );
}

function Case(props: { flip: CaseFlip }) {
  const { name, before, after, status } = props.flip;
  return (
    <Stack
      direction="row"
      spacing={1}
      alignItems="center"
      useFlexGap
      flexWrap="wrap"
    >
      <Box sx={{ flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' }}>
        <VisibleText text={name} />{' '}
        <Typography component="span" variant="body2" color="text.secondary">
          {CASE_WORDS[status]}
        </Typography>
      </Box>
      <Stack direction="row" spacing={0.5} alignItems="center">
        {before && <DecisionChip outcome={outcomeOf(before.decision)} />}
        {before && after && <span aria-label="then">→</span>}
        {after && <DecisionChip outcome={outcomeOf(after.decision)} />}
      </Stack>
    </Stack>
  );
}
