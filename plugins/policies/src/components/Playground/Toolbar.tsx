import HelpIcon from '@mui/icons-material/HelpOutline';
import RunIcon from '@mui/icons-material/PlayArrow';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { DraftState } from '../../hooks/useDraft';
import { ChangeIcon } from '../icons';
import { SharedDraft } from './model';
import { SetPicker } from './SetPicker';
import { ShareButton } from './ShareButton';

/** The set, what of it is changed, and what can be done with the whole draft. */
export function Toolbar(props: {
  set: string;
  draft: DraftState;
  shared: SharedDraft;
  onDiscard: () => void;
  onRun: () => void;
  onHelp: () => void;
  onNotify: (message: string) => void;
  onPropose: () => void;
}) {
  const { set, draft, shared, onDiscard, onRun, onHelp, onNotify, onPropose } =
    props;
  const count = draft.changedCount;
  return (
    <Stack
      direction="row"
      alignItems="center"
      useFlexGap
      flexWrap="wrap"
      spacing={1}
      sx={{ py: 1 }}
    >
      <SetPicker set={set} />
      <Box sx={{ flex: 1, minWidth: 200 }}>
        <Typography variant="body2" component="span" sx={{ mr: 1 }}>
          {count
            ? `${count} ${count === 1 ? 'file' : 'files'} changed`
            : 'No file changed'}
        </Typography>
        {count > 0 && (
          <Button
            size="small"
            onClick={onDiscard}
            sx={{ textTransform: 'none', mr: 1 }}
          >
            Revert all
          </Button>
        )}
        <Typography variant="caption" color="text.secondary" component="span">
          A draft in your browser: nothing live changes.
        </Typography>
      </Box>
      <ShareButton shared={shared} onCopied={onNotify} />
      <Button
        size="small"
        variant="outlined"
        startIcon={<ChangeIcon fontSize="small" />}
        disabled={!count}
        onClick={onPropose}
        sx={{ textTransform: 'none' }}
      >
        {draft.changeId
          ? `Push to change #${draft.changeId}`
          : 'Propose change'}
      </Button>
      <Tooltip title="Run now (Ctrl or ⌘ + Enter); it also runs as you type">
        <Button
          size="small"
          variant="contained"
          startIcon={<RunIcon />}
          onClick={onRun}
          sx={{ textTransform: 'none' }}
        >
          Run
        </Button>
      </Tooltip>
      <Tooltip title="Shortcuts (?)">
        <IconButton size="small" aria-label="Shortcuts" onClick={onHelp}>
          <HelpIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </Stack>
  );
}
