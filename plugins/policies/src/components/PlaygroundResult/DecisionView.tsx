import { EngineStatus, FileRange } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { PlaygroundDecisionState } from '../../hooks/usePlaygroundDecision';
import { LiveDecisionState } from '../../hooks/usePlaygroundLiveDecision';
import { LongText } from '../LongText';
import { FileCase, ParsedRequest } from '../Playground/model';
import { messageOf } from '../StateMessage';
import { DiagnosticLinks } from './DiagnosticLinks';
import { EngineNotes } from './EngineNotes';
import { Folded } from './Folded';
import { LiveComparison } from './LiveComparison';
import { Outcome } from './Outcome';
import { summarize } from './summarize';
import { PolicyList } from './PolicyList';

/** For example "312 µs" or "1.4 ms". */
function formatDuration(durationUs: number): string {
  return durationUs < 1_000
    ? `${Math.round(durationUs)} µs`
    : `${(durationUs / 1_000).toLocaleString('en', {
        maximumFractionDigits: 1,
      })} ms`;
}

function CaseExpectation(props: { current: FileCase; outcome: string }) {
  const { current, outcome } = props;
  const expected = current.case.expect.decision ? 'allowed' : 'denied';
  const same = expected === outcome;
  return (
    <Alert
      variant="outlined"
      severity={same ? 'success' : 'error'}
      sx={{ py: 0 }}
    >
      {same
        ? `As the case expects: ${expected}`
        : `The case expects ${expected}, the draft says ${outcome}`}
    </Alert>
  );
}

/** The decision on the draft, led by one word, and why. */
export function DecisionView(props: {
  set: string;
  state: PlaygroundDecisionState;
  parsed: ParsedRequest;
  current?: FileCase;
  live: LiveDecisionState;
  comparing: boolean;
  /** Undefined while it is not known. */
  engine?: EngineStatus;
  onCompare: (enabled: boolean) => void;
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { set, state, parsed, current, live, comparing, engine } = props;
  const { onCompare, onJump } = props;
  const { response, error, running } = state;
  const decision = response?.decision;

  if (!response && !error) {
    return (
      <Stack spacing={1} sx={{ p: 2 }} aria-busy="true" aria-label="Loading">
        <Skeleton variant="rounded" height={96} />
        <Skeleton variant="text" width="60%" />
        <Skeleton variant="text" width="80%" />
      </Stack>
    );
  }
  return (
    <Box>
      {error && (
        <Alert
          variant="outlined"
          severity="warning"
          action={
            <Button color="inherit" size="small" onClick={state.runNow}>
              Try again
            </Button>
          }
        >
          The draft could not be evaluated: {messageOf(error)} Your draft is
          kept in this browser.
        </Alert>
      )}
      {response && (
        <Outcome
          {...summarize(response, parsed)}
          running={running}
          stale={running}
        />
      )}
      {response && (
        <Stack spacing={2} sx={{ p: 2 }}>
          {current && decision && (
            <CaseExpectation current={current} outcome={decision.outcome} />
          )}
          <LiveComparison
            enabled={comparing}
            live={live}
            decision={decision}
            onToggle={onCompare}
          />
          <PolicyList
            set={set}
            title="Determining policies"
            policies={decision?.determining ?? []}
            onJump={onJump}
          />
          {decision && decision.errors.length > 0 && (
            <Box component="section" aria-label="Errors while evaluating">
              <Typography
                variant="subtitle2"
                component="h3"
                sx={{ m: 0, mb: 0.5, fontWeight: 600 }}
              >
                Errors while evaluating
              </Typography>
              <Stack spacing={1}>
                {decision.errors.map((item, index) => (
                  <Alert
                    variant="outlined"
                    key={index}
                    severity="warning"
                    sx={{ py: 0 }}
                  >
                    {item.policy && <strong>{item.policy}: </strong>}
                    <LongText text={item.message} />
                  </Alert>
                ))}
              </Stack>
            </Box>
          )}
          <PolicyList
            set={set}
            title="In scope, but conditions did not hold"
            policies={decision?.notApplied ?? []}
            onJump={onJump}
          />
          <DiagnosticLinks diagnostics={response.diagnostics} onJump={onJump} />
          {decision && (
            <Typography variant="caption" color="text.secondary">
              Decided by the engine in {formatDuration(decision.durationUs)}
            </Typography>
          )}
          {engine && <EngineNotes engine={engine} />}
          {decision?.trace && decision.trace.length > 0 && (
            <Folded title="How the engine came to it">
              {decision.trace.join('\n')}
            </Folded>
          )}
          <Folded title="Answer as JSON">
            {JSON.stringify(
              decision ?? { diagnostics: response.diagnostics },
              null,
              2,
            )}
          </Folded>
        </Stack>
      )}
    </Box>
  );
}
