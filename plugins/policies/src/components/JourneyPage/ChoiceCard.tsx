import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import { ReactNode } from 'react';

/** One of several things to choose, with room to say what it is. */
export function ChoiceCard(props: {
  value: string;
  chosen: boolean;
  children: ReactNode;
}) {
  const { value, chosen, children } = props;
  return (
    <FormControlLabel
      value={value}
      control={<Radio size="small" sx={{ mt: '-4px' }} />}
      label={children}
      sx={{
        m: 0,
        p: 1,
        alignItems: 'flex-start',
        border: 1,
        borderColor: chosen ? 'primary.main' : 'divider',
        borderRadius: 1,
      }}
    />
  );
}
