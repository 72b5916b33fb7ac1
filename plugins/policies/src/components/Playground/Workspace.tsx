import { FileRange, RevisionDetail } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Snackbar from '@mui/material/Snackbar';
import { useCallback, useMemo, useState } from 'react';
import { useDraft } from '../../hooks/useDraft';
import { useEngines } from '../../hooks/useEngines';
import { usePlaygroundCaseRun } from '../../hooks/usePlaygroundCaseRun';
import { usePlaygroundDecision } from '../../hooks/usePlaygroundDecision';
import { usePlaygroundFile } from '../../hooks/usePlaygroundFile';
import { usePlaygroundHeight } from '../../hooks/usePlaygroundHeight';
import { usePlaygroundKeys } from '../../hooks/usePlaygroundKeys';
import { usePlaygroundRequest } from '../../hooks/usePlaygroundRequest';
import { ReplacedFile, useDraftProof } from '../../hooks/useDraftProof';
import { usePlaygroundShare } from '../../hooks/usePlaygroundShare';
import { shortenText } from '../LongText';
import { InvariantDialog } from '../InvariantDialog';
import { FilesPane } from '../PlaygroundFiles';
import { RequestPane } from '../PlaygroundRequest';
import { ResultPane, ResultViewName } from '../PlaygroundResult';
import { holdsNoPolicies } from '../PlaygroundResult/EngineNotes';
import { summarize } from '../PlaygroundResult/summarize';
import { HelpDialog } from './HelpDialog';
import { coverageHighlights, determiningHighlights } from './highlights';
import { engineOf, formatRequest } from './model';
import { Notices } from './Notices';
import { PaneLayout, PaneName } from './PaneLayout';
import { ProposeDialog } from './ProposeDialog';
import { Toolbar } from './Toolbar';

/* Seen by assistive technology only. */
const HIDDEN = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
} as const;

/** The view where nothing is known of all requests. */
const withoutProof = (view: ResultViewName) =>
  view === 'proof' ? 'decision' : view;

interface Message {
  text: string;
  undo?: () => void;
}

/** The panes over one draft of a set. */
export function Workspace(props: { live: RevisionDetail }) {
  const { live } = props;
  const { set } = live;
  const draft = useDraft(live);
  const request = usePlaygroundRequest(draft);
  const file = usePlaygroundFile(draft);
  const share = usePlaygroundShare(draft);
  const state = usePlaygroundDecision(draft.files, request.parsed.request);
  const caseRun = usePlaygroundCaseRun();
  const engines = useEngines().value;
  const [marking, setMarking] = useState(true);
  const { ref, height } = usePlaygroundHeight();
  const [shown, setShown] = useState<PaneName>('files');
  const [view, setView] = useState<ResultViewName>('decision');
  const [written, setWritten] = useState<string>();
  const [helping, setHelping] = useState(false);
  const [proposing, setProposing] = useState(false);
  const [message, setMessage] = useState<Message>();
  const help = useCallback(() => setHelping(true), []);
  usePlaygroundKeys({ run: state.runNow, help });

  const { response } = state;
  const { active } = file;
  const engineName = useMemo(() => engineOf(draft.files), [draft.files]);
  const engine = engines?.find(({ name }) => name === engineName);
  const onOpened = useCallback((replaced?: ReplacedFile) => {
    setView('decision');
    if (replaced) {
      setMessage({
        text: `'${replaced.path}' of this draft holds the entities of this request`,
        undo: replaced.undo,
      });
    }
  }, []);
  const proof = useDraftProof(draft, engine, response?.diagnostics, onOpened);
  const { run } = caseRun;
  const coverage =
    marking && run.files === draft.files ? run.coverage : undefined;
  const highlights = useMemo(
    () => [
      ...coverageHighlights(coverage, active),
      ...determiningHighlights(response?.decision?.determining, active),
    ],
    [response, active, coverage],
  );
  const summary = response && summarize(response, request.parsed);

  const showProof = () => {
    setView('proof');
    setShown('result');
  };
  const jump = (path: string, range?: FileRange) => {
    file.jump(path, range);
    setShown('files');
  };
  const { write } = draft;
  const saveCase = useCallback(
    (path: string, content: string) => {
      write(path, content);
      setMessage({ text: `The case is in '${path}' of this draft` });
    },
    [write],
  );
  const undoable = (text: string, action: () => void) => {
    const { changes } = draft;
    action();
    setMessage({ text, undo: () => draft.replace({ changes }) });
  };
  const discard = () =>
    undoable('All files are as the live ones again', draft.discard);

  return (
    <Box
      ref={ref}
      component="section"
      aria-label={`Playground of ${set}`}
      sx={{
        height,
        position: 'relative',
        display: 'flex',
        flexDirection: 'column',
        px: 2,
        pb: 2,
      }}
    >
      <Toolbar
        set={set}
        draft={draft}
        shared={{
          revision: live.revision,
          changes: draft.changes,
          request: request.text,
        }}
        onDiscard={discard}
        onRun={state.runNow}
        onHelp={help}
        onNotify={text => setMessage({ text })}
        onPropose={() => setProposing(true)}
      />
      <Notices draft={draft} share={share} onDiscard={discard} />
      <Paper
        variant="outlined"
        sx={{ flex: 1, minHeight: 0, display: 'flex', overflow: 'hidden' }}
      >
        <PaneLayout
          shown={shown}
          onShow={setShown}
          resultHint={summary?.outcome}
          panes={{
            files: (
              <FilesPane
                draft={draft}
                active={active}
                diagnostics={proof.diagnostics}
                vocabulary={state.vocabulary}
                highlights={highlights}
                note={
                  engine && holdsNoPolicies(engine)
                    ? `The policies of this set stand at the decision point of engine '${engine.name}'. Here are its manifest and its cases.`
                    : undefined
                }
                reveal={file.reveal}
                onOpen={file.open}
                onClose={file.close}
                onRemove={path =>
                  undoable(`'${path}' is deleted in the draft`, () =>
                    draft.remove(path),
                  )
                }
                onRevert={path =>
                  undoable(`'${path}' is as the live one again`, () =>
                    draft.revert(path),
                  )
                }
              />
            ),
            request: (
              <RequestPane
                {...request}
                vocabulary={state.vocabulary}
                decision={response?.decision}
                onChange={draft.setRequestText}
                onSaveCase={saveCase}
              />
            ),
            result: (
              <ResultPane
                set={set}
                files={draft.files}
                state={state}
                proof={proof.state}
                view={proof.state ? view : withoutProof(view)}
                onView={setView}
                written={written}
                target={proof.target}
                onCreateInvariant={proof.begin}
                parsed={request.parsed}
                cases={request.cases}
                current={request.current}
                caseRun={caseRun}
                marking={marking}
                onMark={setMarking}
                engine={engine}
                onJump={jump}
                onLoadCase={result =>
                  draft.setRequestText(formatRequest(result.case.request))
                }
              />
            ),
          }}
        />
      </Paper>
      <Box role="status" aria-live="polite" sx={HIDDEN}>
        {!state.running &&
          summary &&
          `${summary.outcome}. ${shortenText(summary.reason)}`}
      </Box>
      {proposing && (
        <ProposeDialog
          live={live}
          draft={draft}
          onClose={() => setProposing(false)}
        />
      )}
      {proof.creating && (
        <InvariantDialog
          files={draft.files}
          vocabulary={state.vocabulary}
          onClose={proof.end}
          onAdd={(path, content) => {
            write(path, content);
            setWritten(path);
            file.open(path);
            proof.end();
            showProof();
          }}
        />
      )}
      {helping && <HelpDialog onClose={() => setHelping(false)} />}
      <Snackbar
        open={Boolean(message)}
        message={message?.text}
        autoHideDuration={8_000}
        onClose={(_event, cause) =>
          cause !== 'clickaway' && setMessage(undefined)
        }
        action={
          message?.undo && (
            <Button
              size="small"
              color="inherit"
              onClick={() => {
                message.undo?.();
                setMessage(undefined);
              }}
            >
              Undo
            </Button>
          )
        }
      />
    </Box>
  );
}
