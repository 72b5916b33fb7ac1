import {
  Diagnostic,
  FileRange,
  MANIFEST_FILE,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import AddIcon from '@mui/icons-material/NoteAddOutlined';
import DeleteIcon from '@mui/icons-material/DeleteOutline';
import RenameIcon from '@mui/icons-material/DriveFileRenameOutline';
import RevertIcon from '@mui/icons-material/Undo';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Tooltip from '@mui/material/Tooltip';
import { useMemo, useState } from 'react';
import { DraftState } from '../../hooks/useDraft';
import { CodeEditor, LineHighlight } from '../CodeEditor';
import { BAR_HEIGHT } from '../PlaygroundPanes';
import { StateMessage } from '../StateMessage';
import { FileNameDialog } from './FileNameDialog';
import { FileTabs } from './FileTabs';
import { FileTree } from './FileTree';

function Action(props: {
  label: string;
  disabled?: boolean;
  icon: JSX.Element;
  onClick: () => void;
}) {
  const { label, disabled, icon, onClick } = props;
  return (
    <Tooltip title={label}>
      <span>
        <IconButton
          size="small"
          aria-label={label}
          disabled={disabled}
          onClick={onClick}
        >
          {icon}
        </IconButton>
      </span>
    </Tooltip>
  );
}

/** Files of the draft at the left, the open ones in an editor beside them. */
export function FilesPane(props: {
  draft: DraftState;
  active?: string;
  diagnostics?: Diagnostic[];
  vocabulary?: RequestVocabulary;
  highlights?: LineHighlight[];
  /** What is to be known of the files of this set. */
  note?: string;
  reveal?: FileRange;
  onOpen: (path: string) => void;
  onClose: (path: string) => void;
  onRemove: (path: string) => void;
  onRevert: (path: string) => void;
}) {
  const { draft, active, diagnostics, vocabulary, highlights, reveal } = props;
  const { note, onOpen, onClose, onRemove, onRevert } = props;
  const [dialog, setDialog] = useState<'add' | 'rename'>();
  const file = draft.files.find(item => item.path === active);
  const stateOf = (path: string) =>
    draft.states.find(item => item.path === path)?.state ?? 'same';
  const activeState = active ? stateOf(active) : 'same';
  const own = useMemo(
    () => (diagnostics ?? []).filter(item => item.file === active),
    [diagnostics, active],
  );

  return (
    <Box
      component="section"
      aria-label="Files"
      sx={{ flex: 1, display: 'flex', minWidth: 0, minHeight: 0 }}
    >
      <Stack
        sx={{
          flex: '0 0 auto',
          width: 'clamp(136px, 30%, 208px)',
          borderRight: 1,
          borderColor: 'divider',
          minHeight: 0,
        }}
      >
        <Stack
          direction="row"
          sx={{
            px: 0.5,
            minHeight: BAR_HEIGHT,
            borderBottom: 1,
            borderColor: 'divider',
          }}
          alignItems="center"
        >
          <Action
            label="Add a file"
            icon={<AddIcon fontSize="small" />}
            onClick={() => setDialog('add')}
          />
          <Action
            label="Rename the open file"
            disabled={!file || active === MANIFEST_FILE}
            icon={<RenameIcon fontSize="small" />}
            onClick={() => setDialog('rename')}
          />
          <Action
            label="Delete the open file"
            disabled={!file || active === MANIFEST_FILE}
            icon={<DeleteIcon fontSize="small" />}
            onClick={() => onRemove(active!)}
          />
          <Action
            label="Revert the open file to live"
            disabled={activeState === 'same'}
            icon={<RevertIcon fontSize="small" />}
            onClick={() => onRevert(active!)}
          />
        </Stack>
        <Box sx={{ overflow: 'auto', flex: 1 }}>
          <FileTree
            files={draft.states}
            active={active}
            diagnostics={diagnostics ?? []}
            onOpen={onOpen}
          />
        </Box>
      </Stack>
      <Stack sx={{ flex: 1, minWidth: 0, minHeight: 0 }}>
        <Box
          sx={{
            borderBottom: 1,
            borderColor: 'divider',
            minHeight: BAR_HEIGHT,
          }}
        >
          <FileTabs
            open={draft.open}
            active={active}
            stateOf={stateOf}
            onOpen={onOpen}
            onClose={onClose}
          />
        </Box>
        {note && (
          <Alert severity="info" sx={{ borderRadius: 0, py: 0 }}>
            {note}
          </Alert>
        )}
        {file && (
          <Box sx={{ flex: 1, minHeight: 0 }}>
            <CodeEditor
              value={file.content}
              fileName={file.path}
              onChange={content => draft.write(file.path, content)}
              diagnostics={own}
              vocabulary={vocabulary}
              highlights={highlights}
              revealRange={reveal}
              focusOnReveal
              ariaLabel={`${file.path}. Press Escape, then Tab to leave the editor.`}
            />
          </Box>
        )}
        {!file && activeState === 'deleted' && (
          <StateMessage
            kind="empty"
            title={`'${active}' is deleted in this draft`}
            action={
              <Button variant="outlined" onClick={() => draft.revert(active!)}>
                Bring it back
              </Button>
            }
          >
            The live set still has it.
          </StateMessage>
        )}
        {!file && activeState !== 'deleted' && (
          <StateMessage
            kind="empty"
            title={
              draft.files.length ? 'No file is open' : 'This set has no files'
            }
          >
            {draft.files.length
              ? 'Choose a file at the left.'
              : 'Add policy-set.yaml and a first policy with the button at the left.'}
          </StateMessage>
        )}
      </Stack>
      {dialog === 'add' && (
        <FileNameDialog
          title="Add a file"
          initial={draft.files.length ? 'policies/' : MANIFEST_FILE}
          confirm="Add"
          taken={draft.files.map(item => item.path)}
          onClose={() => setDialog(undefined)}
          onConfirm={path => {
            draft.write(path, '');
            onOpen(path);
            setDialog(undefined);
          }}
        />
      )}
      {dialog === 'rename' && active && (
        <FileNameDialog
          title={`Rename '${active}'`}
          initial={active}
          confirm="Rename"
          taken={draft.files.map(item => item.path)}
          onClose={() => setDialog(undefined)}
          onConfirm={path => {
            draft.rename(active, path);
            onClose(active);
            onOpen(path);
            setDialog(undefined);
          }}
        />
      )}
    </Box>
  );
}
