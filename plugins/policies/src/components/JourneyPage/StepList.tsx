import BlockedIcon from '@mui/icons-material/LockOutlined';
import DoneIcon from '@mui/icons-material/CheckCircleOutline';
import HereIcon from '@mui/icons-material/ArrowCircleRightOutlined';
import UnknownIcon from '@mui/icons-material/MoreHoriz';
import TodoIcon from '@mui/icons-material/RadioButtonUnchecked';
import { JOURNEY_STEPS, JourneyStep } from '@internal/plugin-policies-common';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import Paper from '@mui/material/Paper';
import { Link as RouterLink } from 'react-router-dom';
import { JourneyState } from '../../hooks/useJourney';
import { paths } from '../../routes';
import { toneColour } from '../ToneChip';
import { stepStateOf, STEP_TITLES } from './model';

const ICONS = {
  done: { Icon: DoneIcon, tone: 'good', word: 'Done' },
  todo: { Icon: TodoIcon, tone: 'neutral', word: 'To do' },
  unknown: { Icon: UnknownIcon, tone: 'neutral', word: 'Not known yet' },
  blocked: { Icon: BlockedIcon, tone: 'neutral', word: 'Blocked' },
} as const;

/** The steps with what was answered, always in view. */
export function StepList(props: {
  id: string;
  current: JourneyStep;
  state: JourneyState;
}) {
  const { id, current, state } = props;
  return (
    <Paper
      component="nav"
      variant="outlined"
      aria-label="Steps"
      sx={{ position: { md: 'sticky' }, top: 16 }}
    >
      <List dense disablePadding>
        {JOURNEY_STEPS.map(step => {
          const { state: how, note } = stepStateOf(step, state);
          const { Icon, tone, word } = ICONS[how];
          const here = step === current;
          return (
            <ListItem key={step} disablePadding>
              <ListItemButton
                component={RouterLink}
                to={paths.journey(id, step)}
                selected={here}
                aria-current={here ? 'step' : undefined}
                sx={{ alignItems: 'flex-start' }}
              >
                <ListItemIcon sx={{ minWidth: 32, mt: '4px' }}>
                  {here && how !== 'done' ? (
                    <HereIcon titleAccess="Here" fontSize="small" />
                  ) : (
                    <Icon
                      titleAccess={word}
                      fontSize="small"
                      sx={{ color: theme => toneColour(theme, tone) }}
                    />
                  )}
                </ListItemIcon>
                <ListItemText
                  primary={STEP_TITLES[step]}
                  secondary={note}
                  primaryTypographyProps={{
                    fontWeight: here ? 600 : 400,
                    sx: { whiteSpace: 'normal' },
                  }}
                  secondaryTypographyProps={{
                    sx: {
                      whiteSpace: 'normal',
                      display: '-webkit-box',
                      WebkitLineClamp: 2,
                      WebkitBoxOrient: 'vertical',
                      overflow: 'hidden',
                      overflowWrap: 'anywhere',
                    },
                  }}
                />
              </ListItemButton>
            </ListItem>
          );
        })}
      </List>
    </Paper>
  );
}
