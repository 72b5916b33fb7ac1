import CheckIcon from '@mui/icons-material/Check';
import CloseIcon from '@mui/icons-material/Close';
import SkipIcon from '@mui/icons-material/Remove';
import WarningIcon from '@mui/icons-material/WarningAmber';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import { LongText } from '../LongText';
import { toneColour } from '../ToneChip';

const ICONS = {
  passed: { Icon: CheckIcon, tone: 'good', words: 'Passed' },
  failed: { Icon: CloseIcon, tone: 'bad', words: 'Failed' },
  error: { Icon: WarningIcon, tone: 'warning', words: 'Error' },
  skipped: { Icon: SkipIcon, tone: 'neutral', words: 'Skipped' },
} as const;

/** How a case or a test ended; a click leads to it. */
export function ResultRow(props: {
  status: keyof typeof ICONS;
  name: string;
  detail?: string;
  /** What a click does. */
  title?: string;
  onClick?: () => void;
}) {
  const { status, name, detail, title, onClick } = props;
  const { Icon, tone, words } = ICONS[status];
  return (
    <ListItem disablePadding>
      <ListItemButton
        disabled={!onClick}
        onClick={onClick}
        title={title}
        sx={{ alignItems: 'flex-start' }}
      >
        <ListItemIcon sx={{ minWidth: 32, mt: 0.5 }}>
          <Icon
            fontSize="small"
            titleAccess={words}
            sx={theme => ({ color: toneColour(theme, tone) })}
          />
        </ListItemIcon>
        <ListItemText
          primary={name}
          secondary={detail && <LongText text={detail} />}
          primaryTypographyProps={{ variant: 'body2' }}
          secondaryTypographyProps={{ variant: 'caption' }}
          sx={{
            m: 0,
            overflowWrap: 'anywhere',
            '& *': { whiteSpace: 'normal' },
          }}
        />
      </ListItemButton>
    </ListItem>
  );
}
