import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';
import { CallerLabel } from '../CallerLabel';
import { RelativeTime } from '../RelativeTime';
import { VisibleText } from '../VisibleText';

/** What someone said, when, and about what. */
export function Said(props: {
  by: string;
  at: string;
  body?: string;
  /** What the portal says of it. */
  note?: string;
  children?: ReactNode;
}) {
  const { by, at, body, note, children } = props;
  return (
    <Box>
      <Stack
        direction="row"
        spacing={1}
        alignItems="center"
        useFlexGap
        flexWrap="wrap"
      >
        <Typography variant="body2" component="div" fontWeight={600}>
          <CallerLabel caller={by} />
        </Typography>
        <Typography variant="body2" color="text.secondary">
          <RelativeTime time={at} />
        </Typography>
        {children}
      </Stack>
      {body && (
        <Typography
          variant="body2"
          sx={{ mt: 0.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
        >
          <VisibleText text={body} />
        </Typography>
      )}
      {note && (
        <Typography variant="body2" color="text.secondary" sx={{ mt: 0.5 }}>
          {note}
        </Typography>
      )}
    </Box>
  );
}
