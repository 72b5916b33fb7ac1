import Stack from '@mui/material/Stack';
import { ReactNode } from 'react';

/** Fields that belong together, all of which can be closed. */
export function Answers(props: { disabled: boolean; children: ReactNode }) {
  return (
    <Stack
      component="fieldset"
      disabled={props.disabled}
      spacing={3}
      sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}
    >
      {props.children}
    </Stack>
  );
}
