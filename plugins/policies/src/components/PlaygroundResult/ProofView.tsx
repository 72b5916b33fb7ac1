import {
  FileRange,
  InvariantProof,
  PlaygroundProofResponse,
  PolicyFile,
} from '@internal/plugin-policies-common';
import AddIcon from '@mui/icons-material/Add';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Link from '@mui/material/Link';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import {
  hasErrors,
  PlaygroundProofState,
} from '../../hooks/usePlaygroundProof';
import { LongText } from '../LongText';
import {
  AnalyzerNote,
  asSentence,
  CounterexampleTarget,
  FindingList,
  InvariantList,
  InvariantRow,
  summarizeInvariants,
} from '../Proof';
import { ErrorMessage, messageOf, StateMessage } from '../StateMessage';
import { DiagnosticLinks } from './DiagnosticLinks';

type OnJump = (file: string, range?: FileRange) => void;

/** What is known of the draft for all requests: its invariants, and what was found about its statements. */
export function ProofView(props: {
  proof: PlaygroundProofState;
  /** File of the invariant that was written last: whether it holds is what its author wants to know. */
  written?: string;
  files: PolicyFile[];
  target: CounterexampleTarget;
  /** Undefined where the language of the set has no invariants. */
  onCreate?: () => void;
  onJump: OnJump;
}) {
  const { proof, written, files, target, onCreate, onJump } = props;
  const { response, error, running, askNow } = proof;
  // What was told is about files that changed since.
  const stale = proof.files !== files;
  return (
    <Box>
      <Box sx={{ height: 4 }}>
        {running && (
          <LinearProgress aria-label="All requests are asked about" />
        )}
      </Box>
      <Stack spacing={1} sx={{ px: 2.5, py: 1.5 }}>
        <Stack
          direction="row"
          alignItems="center"
          justifyContent="space-between"
          useFlexGap
          flexWrap="wrap"
          spacing={1}
        >
          <Typography variant="body2" role="status">
            {response && sentenceOf(response, proof, files)}
          </Typography>
          {onCreate && (
            <Button
              size="small"
              variant="outlined"
              startIcon={<AddIcon />}
              onClick={onCreate}
              sx={{ textTransform: 'none' }}
            >
              New invariant
            </Button>
          )}
        </Stack>
        {error && response && (
          <Alert
            variant="outlined"
            severity="warning"
            action={
              <Button color="inherit" size="small" onClick={askNow}>
                Try again
              </Button>
            }
          >
            This is how it was: {messageOf(error)}
          </Alert>
        )}
        {response?.analyzer && (
          <AnalyzerNote
            analyzer={response.analyzer}
            searched={mostSearched(response)}
          />
        )}
        {response?.limits.map(text => (
          <Alert key={text} variant="outlined" severity="info">
            <LongText text={asSentence(text)} />
          </Alert>
        ))}
        {response && hasErrors(response) && (
          <DiagnosticLinks diagnostics={response.diagnostics} onJump={onJump} />
        )}
      </Stack>
      {!response && error && (
        <ErrorMessage
          error={error}
          what="what holds for all requests"
          onRetry={askNow}
          dense
        />
      )}
      {!response && !error && (
        <Box role="status" aria-busy="true" sx={{ px: 2.5 }}>
          <Skeleton width="70%" />
          <Skeleton width="50%" />
        </Box>
      )}
      {response && !hasErrors(response) && (
        <Box sx={{ opacity: stale ? 0.7 : 1, pb: 2 }}>
          <Answer
            response={response}
            isFindingStale={proof.findingsOf !== files}
            written={written}
            target={target}
            onJump={onJump}
          />
        </Box>
      )}
    </Box>
  );
}

function mostSearched({
  invariants,
}: PlaygroundProofResponse): number | undefined {
  const counts = invariants.flatMap(({ searched }) => searched ?? []);
  return counts.length ? Math.max(...counts) : undefined;
}

/** For example "Invariants: 5 proven; 1 finding.". */
function sentenceOf(
  response: PlaygroundProofResponse,
  proof: PlaygroundProofState,
  files: PolicyFile[],
): string {
  if (hasErrors(response)) {
    return 'The draft does not compile, so nothing is known of it.';
  }
  const { invariants, findings } = response;
  const known = invariants.length
    ? `Invariants: ${summarizeInvariants(invariants)}`
    : 'No invariants';
  // Both are of the same files, or the findings are on their way.
  if (proof.findingsOf !== proof.files) {
    return `${known}${proof.running ? '; findings follow' : ''}.`;
  }
  const count = findings
    ? `; ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`
    : '';
  return `${known}${count}${
    proof.files === files ? '' : ', before the last edit'
  }.`;
}

function Answer(props: {
  response: PlaygroundProofResponse;
  isFindingStale: boolean;
  written?: string;
  target: CounterexampleTarget;
  onJump: OnJump;
}) {
  const { isFindingStale, written, target, onJump } = props;
  const { invariants, findings } = props.response;
  const renderPlace = (file: string, range?: FileRange) => (
    <Link
      component="button"
      type="button"
      variant="caption"
      sx={{ fontFamily: 'monospace', textAlign: 'left' }}
      onClick={() => onJump(file, range)}
    >
      {file}
      {range && `:${range.startLine}`}
    </Link>
  );
  const isWritten = ({ invariant }: InvariantProof) =>
    invariant.file === written;
  const list = (label: string, proofs: InvariantProof[]) => (
    <InvariantList
      label={label}
      proofs={proofs}
      keyOf={({ invariant }) => invariant.name}
      render={item => (
        <InvariantRow
          proof={item}
          target={target}
          file={renderPlace(item.invariant.file, item.invariant.range)}
        />
      )}
    />
  );
  return (
    <>
      {invariants.some(isWritten) && (
        <Box sx={{ bgcolor: 'action.hover' }}>
          {list('The invariant that you wrote', invariants.filter(isWritten))}
        </Box>
      )}
      {list(
        'Invariants of the draft',
        invariants.filter(item => !isWritten(item)),
      )}
      {invariants.length === 0 && (
        <StateMessage kind="empty" title="No invariants yet" dense>
          An invariant says what must hold for every request and every revision
          of the set, such as “Nothing leaves a frozen account”.
        </StateMessage>
      )}
      {findings && findings.length > 0 && (
        <>
          <Typography
            variant="subtitle2"
            component="h3"
            sx={{ m: 0, px: 2.5, pt: 2, fontWeight: 600 }}
          >
            Findings{isFindingStale && ', before the last edit'}
          </Typography>
          <FindingList
            findings={findings}
            target={target}
            renderPlace={(file, { statement }) =>
              renderPlace(file, statement?.range)
            }
          />
        </>
      )}
    </>
  );
}
