import { FileRange, NativeTestResult } from '@internal/plugin-policies-common';
import CheckIcon from '@mui/icons-material/Check';
import CloseIcon from '@mui/icons-material/Close';
import SkipIcon from '@mui/icons-material/Remove';
import WarningIcon from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { toneColour } from '../ToneChip';

const ICONS = {
  passed: { Icon: CheckIcon, tone: 'good', words: 'Passed' },
  failed: { Icon: CloseIcon, tone: 'bad', words: 'Failed' },
  error: { Icon: WarningIcon, tone: 'warning', words: 'Error' },
  skipped: { Icon: SkipIcon, tone: 'neutral', words: 'Skipped' },
} as const;

/** Tests in the format of the engine itself; a click opens their file. */
export function NativeTestList(props: {
  tests: NativeTestResult[];
  onJump: (file: string, range?: FileRange) => void;
}) {
  const { tests, onJump } = props;
  const id = useId();
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return (
    <Box component="section" aria-labelledby={id} sx={{ pb: 1 }}>
      <Typography
        id={id}
        variant="subtitle2"
        component="h3"
        sx={{ m: 0, px: 2, pt: 1.5, pb: 0.5, fontWeight: 600 }}
      >
        Tests of the engine&apos;s own: {passed.toLocaleString('en')} of{' '}
        {tests.length.toLocaleString('en')} passed
      </Typography>
      <List dense disablePadding aria-labelledby={id}>
        {tests.map(({ name, file, status, message }, index) => {
          const { Icon, tone, words } = ICONS[status];
          return (
            <ListItem key={index} disablePadding>
              <ListItemButton
                disabled={!file}
                onClick={() => file && onJump(file)}
                title={file && `Open ${file}`}
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
                  secondary={message ?? file}
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
        })}
      </List>
    </Box>
  );
}
