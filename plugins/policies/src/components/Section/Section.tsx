import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode, useId } from 'react';

/** A titled part of a page. */
export function Section(props: {
  title: string;
  /** One line under the title. */
  hint?: ReactNode;
  action?: ReactNode;
  /** Without it the content reaches the edges, as tables do. */
  padded?: boolean;
  children: ReactNode;
}) {
  const { title, hint, action, padded, children } = props;
  const id = useId();
  return (
    <Paper
      component="section"
      variant="outlined"
      aria-labelledby={id}
      sx={{ minWidth: 0, overflow: 'hidden' }}
    >
      <Stack
        direction="row"
        alignItems="flex-start"
        justifyContent="space-between"
        spacing={2}
        sx={{ px: 2.5, pt: 2, pb: 1 }}
      >
        <Box sx={{ minWidth: 0 }}>
          <Typography
            id={id}
            variant="subtitle1"
            component="h3"
            fontWeight={600}
            sx={{ m: 0 }}
          >
            {title}
          </Typography>
          {hint && (
            <Typography variant="body2" color="text.secondary" component="div">
              {hint}
            </Typography>
          )}
        </Box>
        {action && <Box sx={{ flexShrink: 0 }}>{action}</Box>}
      </Stack>
      <Box sx={padded ? { px: 2.5, pb: 2 } : undefined}>{children}</Box>
    </Paper>
  );
}
