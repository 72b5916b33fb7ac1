import AttentionIcon from '@mui/icons-material/WarningAmber';
import DoneIcon from '@mui/icons-material/CheckCircleOutline';
import TodoIcon from '@mui/icons-material/RadioButtonUnchecked';
import { ChecklistItem } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { toneColour } from '../ToneChip';

const ICONS = {
  done: { Icon: DoneIcon, tone: 'good', word: 'Done' },
  todo: { Icon: TodoIcon, tone: 'neutral', word: 'To do' },
  attention: { Icon: AttentionIcon, tone: 'warning', word: 'Broken' },
} as const;

/** What a domain has of what it should have, as evidence tells, and what to do next. */
export function Checklist(props: { items: ChecklistItem[] }) {
  return (
    <Stack component="ul" spacing={1.5} sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {props.items.map(({ id, title, state, detail, help }) => {
        const { Icon, tone, word } = ICONS[state];
        return (
          <Stack key={id} component="li" direction="row" spacing={1.5}>
            <Icon
              titleAccess={word}
              fontSize="small"
              sx={{ mt: '2px', color: theme => toneColour(theme, tone) }}
            />
            <Box sx={{ minWidth: 0 }}>
              <Typography variant="body2" fontWeight={600}>
                {title}
              </Typography>
              <Typography
                variant="body2"
                color="text.secondary"
                sx={{ overflowWrap: 'anywhere' }}
              >
                {detail}.{help && ` ${help}`}
              </Typography>
            </Box>
          </Stack>
        );
      })}
    </Stack>
  );
}
