import Box from '@mui/material/Box';
import { ReactNode } from 'react';
import { DriverIcon } from '../icons';

/** Name of an engine behind the icon of its driver. */
export function EngineLabel(props: {
  /** Undefined while the engine is not known. */
  driver?: string;
  /** The name, or a link with it. */
  children: ReactNode;
}) {
  const { driver, children } = props;
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 1,
        minWidth: 0,
        maxWidth: '100%',
      }}
    >
      <DriverIcon driver={driver} sx={{ color: 'text.secondary' }} />
      <Box component="span" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        {children}
      </Box>
    </Box>
  );
}
