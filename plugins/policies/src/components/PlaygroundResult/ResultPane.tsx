import {
  CaseResult,
  EngineStatus,
  FileRange,
  PolicyFile,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useState } from 'react';
import { CaseRunState } from '../../hooks/usePlaygroundCaseRun';
import { PlaygroundDecisionState } from '../../hooks/usePlaygroundDecision';
import { PlaygroundProofState } from '../../hooks/usePlaygroundProof';
import { usePlaygroundLiveDecision } from '../../hooks/usePlaygroundLiveDecision';
import { FileCase, ParsedRequest } from '../Playground/model';
import { denseTab, denseTabs } from '../PlaygroundPanes';
import { CasesView } from './CasesView';
import { CounterexampleTarget } from '../Proof';
import { DecisionView } from './DecisionView';
import { ProofView } from './ProofView';

/** What the pane shows. */
export type ResultViewName = 'decision' | 'cases' | 'proof';

/** What the draft says: of the request, and of all cases. */
export function ResultPane(props: {
  set: string;
  files: PolicyFile[];
  state: PlaygroundDecisionState;
  /** Undefined where nothing is known of all requests. */
  proof?: PlaygroundProofState;
  view: ResultViewName;
  onView: (view: ResultViewName) => void;
  target: CounterexampleTarget;
  /** File of the invariant that was written last. */
  written?: string;
  onCreateInvariant?: () => void;
  parsed: ParsedRequest;
  cases: FileCase[];
  current?: FileCase;
  caseRun: CaseRunState;
  /** Whether covered lines are marked in the editor. */
  marking: boolean;
  onMark: (marking: boolean) => void;
  /** Undefined while it is not known. */
  engine?: EngineStatus;
  onLoadCase: (result: CaseResult) => void;
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { set, files, state, parsed, cases, current, engine } = props;
  const { proof, view, onView, target, onCreateInvariant } = props;
  const { onLoadCase, onJump } = props;
  const { run, start, cancel } = props.caseRun;
  const [comparing, setComparing] = useState(false);
  const live = usePlaygroundLiveDecision(set, parsed.request, comparing);

  return (
    <Stack
      component="section"
      aria-label="Result"
      sx={{ flex: 1, minWidth: 0, minHeight: 0 }}
    >
      <Tabs
        value={view}
        onChange={(_event, next) => onView(next)}
        aria-label="Result"
        sx={{
          borderBottom: 1,
          borderColor: 'divider',
          flexShrink: 0,
          ...denseTabs,
        }}
      >
        <Tab
          sx={denseTab}
          value="decision"
          label="Decision"
          id="playground-result-decision-tab"
          aria-controls="playground-result-decision"
        />
        <Tab
          sx={denseTab}
          value="cases"
          label={`Cases (${cases.length})`}
          id="playground-result-cases-tab"
          aria-controls="playground-result-cases"
        />
        {proof && (
          <Tab
            sx={denseTab}
            value="proof"
            label={`Proof${brokenOf(proof)}`}
            id="playground-result-proof-tab"
            aria-controls="playground-result-proof"
          />
        )}
      </Tabs>
      <Box
        role="tabpanel"
        id={`playground-result-${view}`}
        aria-labelledby={`playground-result-${view}-tab`}
        sx={{ flex: 1, minHeight: 0, overflow: 'auto' }}
      >
        {view === 'proof' && proof && (
          <ProofView
            proof={proof}
            written={props.written}
            files={files}
            target={target}
            onCreate={onCreateInvariant}
            onJump={onJump}
          />
        )}
        {view === 'decision' && (
          <DecisionView
            set={set}
            state={state}
            parsed={parsed}
            current={current}
            live={live}
            comparing={comparing}
            engine={engine}
            onCompare={setComparing}
            onJump={onJump}
          />
        )}
        {view === 'cases' && (
          <CasesView
            run={run}
            marking={props.marking}
            onMark={props.onMark}
            count={cases.length}
            stale={run.files !== undefined && run.files !== files}
            onRun={() => start(files)}
            onCancel={cancel}
            onJump={onJump}
            onLoad={result => {
              onLoadCase(result);
              onView('decision');
            }}
          />
        )}
      </Box>
    </Stack>
  );
}

/** For example " (1 broken)". */
function brokenOf({ response }: PlaygroundProofState): string {
  const count = response?.invariants.filter(
    ({ state }) => state === 'broken',
  ).length;
  return count ? ` (${count} broken)` : '';
}
