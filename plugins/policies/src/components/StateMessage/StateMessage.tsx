import ErrorIcon from '@mui/icons-material/ErrorOutline';
import InboxIcon from '@mui/icons-material/InboxOutlined';
import LockIcon from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';

/** Why a place shows a message instead of its content. */
export type StateKind = 'empty' | 'error' | 'denied';

const ICONS = {
  empty: <InboxIcon fontSize="large" />,
  error: <ErrorIcon fontSize="large" />,
  denied: <LockIcon fontSize="large" />,
};

/**
 * Stands where content would: what is the case, how to fix it, and the one thing to do next.
 */
export function StateMessage(props: {
  kind: StateKind;
  title: string;
  /** What it means and how to fix it. */
  children?: ReactNode;
  /** Button or link for the next step. */
  action?: ReactNode;
  onRetry?: () => void;
  dense?: boolean;
}) {
  const { kind, title, children, action, onRetry, dense } = props;
  return (
    <Stack
      role={kind === 'empty' ? 'status' : 'alert'}
      alignItems="center"
      spacing={1}
      sx={{ px: 2, py: dense ? 3 : 6, textAlign: 'center' }}
    >
      <Box sx={{ color: 'text.secondary', lineHeight: 0 }} aria-hidden>
        {ICONS[kind]}
      </Box>
      <Typography variant="subtitle1" component="p" fontWeight={600}>
        {title}
      </Typography>
      {children && (
        <Typography
          variant="body2"
          component="div"
          color="text.secondary"
          sx={{ maxWidth: 640, overflowWrap: 'anywhere' }}
        >
          {children}
        </Typography>
      )}
      {(action || onRetry) && (
        <Stack direction="row" spacing={1} sx={{ pt: 1 }}>
          {onRetry && (
            <Button variant="outlined" size="small" onClick={onRetry}>
              Try again
            </Button>
          )}
          {action}
        </Stack>
      )}
    </Stack>
  );
}
