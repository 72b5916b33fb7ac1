import {
  AnalyzerStatus,
  SetProof as SetProofShape,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { useCounterexamples } from '../../hooks/useCounterexamples';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { useSetProof } from '../../hooks/useSetProof';
import { paths } from '../../routes';
import { LongText } from '../LongText';
import {
  AnalyzerNote,
  asSentence,
  FindingList,
  InvariantList,
  InvariantRow,
  PlaceLink,
  summarizeInvariants,
  VersionsLine,
} from '../Proof';
import { Section } from '../Section';
import { ErrorMessage, messageOf, StateMessage } from '../StateMessage';

/** What is known of the active revision of a set for all requests. */
export function SetProof() {
  const { set } = usePolicyEntity();
  const { value, loading, error, retry } = useSetProof(set);
  if (error && !value) {
    return (
      <ErrorMessage
        error={error}
        what={`what is proven of '${set}'`}
        onRetry={retry}
      />
    );
  }
  if (loading && !value) {
    return (
      <Stack spacing={2} role="status" aria-busy="true" aria-label="Loading">
        <Skeleton variant="rounded" height={200} />
        <Skeleton variant="rounded" height={120} />
      </Stack>
    );
  }
  return value ? (
    <Stack spacing={3}>
      {error && (
        <Alert severity="warning">
          This is how it was; the portal could not be asked again:{' '}
          {messageOf(error)}
        </Alert>
      )}
      {value.analyzer && (
        <AnalyzerNote
          analyzer={value.analyzer}
          searched={mostSearched(value)}
        />
      )}
      <Limits limits={value.limits} />
      <Invariants proof={value} />
      <Findings proof={value} />
      {value.state === 'done' && (
        <VersionsLine
          versions={value.analyzer?.versions}
          checkedAt={value.checkedAt}
        />
      )}
    </Stack>
  ) : null;
}

/** Requests that were tried for the invariant that was tried hardest; undefined where none was. */
function mostSearched({ invariants }: SetProofShape): number | undefined {
  const counts = invariants.flatMap(({ searched }) => searched ?? []);
  return counts.length ? Math.max(...counts) : undefined;
}

function Limits(props: { limits: string[] }) {
  return (
    <>
      {props.limits.map(text => (
        <Alert key={text} severity="info">
          <LongText text={asSentence(text)} />
        </Alert>
      ))}
    </>
  );
}

/** A set that nobody looked at yet has nothing to show, and may have much. */
function Waiting() {
  return (
    <Box role="status" aria-busy="true" sx={{ px: 2.5, pb: 2 }}>
      <Typography variant="body2" color="text.secondary">
        The active revision is being looked at; this page shows what comes of
        it.
      </Typography>
      <Skeleton width="60%" />
      <Skeleton width="40%" />
    </Box>
  );
}

function Invariants(props: { proof: SetProofShape }) {
  const { set, state, invariants, analyzer } = props.proof;
  const target = useCounterexamples(set);
  return (
    <Section
      title="Invariants"
      hint={
        invariants.length && state === 'done'
          ? `${summarizeInvariants(
              invariants,
            )}. They are statements that every revision of the set must keep.`
          : undefined
      }
      action={invariants.length > 0 && <WriteInvariant set={set} />}
    >
      <Box sx={{ pb: 1 }}>
        {state === 'waiting' && <Waiting />}
        <InvariantList
          label="Invariants"
          proofs={invariants}
          keyOf={({ invariant }) => invariant.name}
          render={item => (
            <InvariantRow
              proof={item}
              target={target}
              file={
                <PlaceLink
                  set={set}
                  file={item.invariant.file}
                  range={item.invariant.range}
                />
              }
            />
          )}
        />
        {state === 'done' && invariants.length === 0 && (
          <NoInvariants set={set} isPossible={analyzer !== undefined} />
        )}
      </Box>
    </Section>
  );
}

/** What an invariant is, for those who have none; sets of some languages cannot have any. */
function NoInvariants(props: { set: string; isPossible: boolean }) {
  const { set, isPossible } = props;
  return isPossible ? (
    <StateMessage
      kind="empty"
      title="No invariants yet"
      dense
      action={<WriteInvariant set={set} />}
    >
      An invariant says what must hold for every request and every revision,
      such as “Nothing leaves a frozen account”. A change that breaks one is
      shown the request that does, before it is published.
    </StateMessage>
  ) : (
    <StateMessage kind="empty" title="No invariants" dense>
      The language of this set cannot say what must hold for every revision, as
      Cedar can. Its cases, and the requests that are tried on each change, look
      after it.
    </StateMessage>
  );
}

function WriteInvariant(props: { set: string }) {
  return (
    <Button
      size="small"
      variant="outlined"
      component={RouterLink}
      to={paths.playground(props.set, { create: 'invariant' })}
      sx={{ textTransform: 'none' }}
    >
      Write an invariant
    </Button>
  );
}

function whyNoFindings(state?: AnalyzerStatus['state']): string {
  if (state === 'ready') {
    return 'Nothing could be asked about the statements of this set; see above why.';
  }
  return state
    ? 'It takes an analyzer to find statements that never match, change nothing or can fail.'
    : 'The language of this set has no analyzer, which would find statements that never match, change nothing or can fail.';
}

function Findings(props: { proof: SetProofShape }) {
  const { set, state, findings, analyzer } = props.proof;
  const target = useCounterexamples(set);
  if (!findings && state === 'waiting') {
    return null;
  }
  return (
    <Section
      title="Findings"
      hint={
        findings?.length
          ? 'What looks like a mistake, whatever the request.'
          : undefined
      }
    >
      {findings ? (
        <FindingList
          findings={findings}
          target={target}
          renderPlace={(file, { statement }) => (
            <PlaceLink set={set} file={file} range={statement?.range} />
          )}
        />
      ) : (
        <StateMessage kind="empty" title="Not known" dense>
          {whyNoFindings(analyzer?.state)}
        </StateMessage>
      )}
      {findings?.length === 0 && (
        <StateMessage kind="empty" title="Nothing found" dense>
          Every statement can match, changes some decision, and cannot fail.
        </StateMessage>
      )}
    </Section>
  );
}
