import {
  CaseResult,
  Diagnostic,
  FileRange,
} from '@internal/plugin-policies-common';
import RunIcon from '@mui/icons-material/PlayArrow';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import List from '@mui/material/List';
import Stack from '@mui/material/Stack';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { CaseRun } from '../../hooks/usePlaygroundCaseRun';
import { messageOf, StateMessage } from '../StateMessage';
import { CoverageLine } from './CoverageLine';
import { DiagnosticLinks } from './DiagnosticLinks';
import { NativeTestList } from './NativeTestList';
import { ResultRow } from './ResultRow';

type Filter = 'all' | 'passed' | 'failed';

/** Rows drawn at once; more on demand. */
const STEP = 200;

const wordOf = (decision: boolean | undefined) =>
  ({ true: 'allowed', false: 'denied' }[String(decision)] ?? 'no decision');

function withPolicies(word: string, policies: string[] | undefined) {
  return policies?.length ? `${word} by ${policies.join(', ')}` : word;
}

function detailOf(result: CaseResult): string {
  const { expect } = result.case;
  if (result.status === 'passed') {
    return withPolicies(wordOf(result.decision), result.policies);
  }
  if (result.message) {
    return result.message;
  }
  const expected = withPolicies(wordOf(expect.decision), expect.policies);
  const got = withPolicies(wordOf(result.decision), result.policies);
  return `expected ${expected}; got ${got}`;
}

/** All cases of the draft: run, watch, filter, load one. */
export function CasesView(props: {
  run: CaseRun;
  /** Number of cases in the files of the draft. */
  count: number;
  /** The files changed since the run. */
  stale: boolean;
  /** Whether covered lines are marked in the editor. */
  marking: boolean;
  onMark: (marking: boolean) => void;
  onRun: () => void;
  onCancel: () => void;
  onLoad: (result: CaseResult) => void;
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { run, count, stale, marking, onMark } = props;
  const { onRun, onCancel, onLoad, onJump } = props;
  const [filter, setFilter] = useState<Filter>('all');
  const [limit, setLimit] = useState(STEP);
  const results = run.results.filter(Boolean);
  const passed = results.filter(item => item.status === 'passed').length;
  const counts: Record<Filter, number> = {
    all: results.length,
    passed,
    failed: results.length - passed,
  };
  const visible = results.filter(
    item =>
      filter === 'all' || (item.status === 'passed') === (filter === 'passed'),
  );
  const running = run.status === 'running';

  if (!count && run.status === 'idle') {
    return (
      <StateMessage kind="empty" title="This set has no cases yet">
        Save the request as a case, or add a file such as tests/cases.yaml.
      </StateMessage>
    );
  }
  return (
    <Box>
      <Stack spacing={1} sx={{ p: 2, pb: 1 }}>
        <Stack
          direction="row"
          spacing={1}
          alignItems="center"
          useFlexGap
          flexWrap="wrap"
        >
          {running ? (
            <Button
              variant="outlined"
              size="small"
              onClick={onCancel}
              sx={{ textTransform: 'none' }}
            >
              Cancel
            </Button>
          ) : (
            <Button
              variant={
                run.status === 'idle' || stale ? 'contained' : 'outlined'
              }
              size="small"
              startIcon={<RunIcon />}
              sx={{ textTransform: 'none' }}
              onClick={onRun}
            >
              {run.status === 'idle' ? `Run all ${count} cases` : 'Run again'}
            </Button>
          )}
          <Typography variant="body2" role="status" sx={{ flex: 1 }}>
            {running && `${results.length} of ${run.total || count} run`}
            {run.status === 'done' &&
              `${passed} of ${results.length} passed in ${(
                run.durationMs ?? 0
              ).toLocaleString('en', { maximumFractionDigits: 0 })} ms`}
            {run.status === 'cancelled' &&
              `Cancelled after ${results.length} of ${run.total || count}`}
          </Typography>
        </Stack>
        {running && (
          <LinearProgress
            variant={run.total ? 'determinate' : 'indeterminate'}
            value={run.total ? (results.length / run.total) * 100 : undefined}
            aria-label="Cases run"
          />
        )}
        {stale && !running && (
          <Alert variant="outlined" severity="info" sx={{ py: 0 }}>
            The files changed since this run.
          </Alert>
        )}
        {run.status === 'failed' && (
          <Alert variant="outlined" severity="warning">
            The cases could not be run: {messageOf(run.error!)}
          </Alert>
        )}
        {run.status === 'invalid' && (
          <Alert variant="outlined" severity="error">
            The draft does not compile, so no case was run.
          </Alert>
        )}
        {run.status === 'invalid' && (
          <DiagnosticLinks
            diagnostics={run.diagnostics ?? ([] as Diagnostic[])}
            onJump={onJump}
          />
        )}
        {run.coverage && !stale && (
          <CoverageLine
            coverage={run.coverage}
            marking={marking}
            onMark={onMark}
          />
        )}
        {results.length > 0 && (
          <ToggleButtonGroup
            exclusive
            size="small"
            value={filter}
            aria-label="Show"
            onChange={(_event, next) => next && setFilter(next)}
          >
            {(['all', 'failed', 'passed'] as const).map(name => (
              <ToggleButton
                key={name}
                value={name}
                sx={{ textTransform: 'none', py: 0.25, px: 1.5 }}
              >
                {name} {counts[name].toLocaleString('en')}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
      </Stack>
      <List dense disablePadding aria-label="Cases">
        {visible.slice(0, limit).map(result => (
          <ResultRow
            key={`${result.file}:${result.case.name}`}
            status={result.status}
            name={result.case.name}
            detail={detailOf(result)}
            title="Load this case into the request"
            onClick={() => onLoad(result)}
          />
        ))}
      </List>
      {results.length > 0 && !visible.length && (
        <StateMessage
          kind="empty"
          dense
          title={`No case ${filter}`}
          action={<Button onClick={() => setFilter('all')}>Show all</Button>}
        />
      )}
      {visible.length > limit && (
        <Button sx={{ m: 1 }} onClick={() => setLimit(limit + STEP)}>
          Show {Math.min(STEP, visible.length - limit)} more of {visible.length}
        </Button>
      )}
      {run.nativeTests && run.nativeTests.length > 0 && (
        <NativeTestList tests={run.nativeTests} onJump={onJump} />
      )}
    </Box>
  );
}
