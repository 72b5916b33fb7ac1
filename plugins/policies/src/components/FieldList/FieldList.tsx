import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';

/** A label with its value; fields without a value are left out. */
export interface Field {
  label: string;
  value: ReactNode;
}

/** Labels and values as a description list. */
export function FieldList(props: { fields: Field[] }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)',
        columnGap: 2,
        rowGap: 1,
        alignItems: 'baseline',
      }}
    >
      {props.fields
        .filter(field => field.value !== undefined && field.value !== '')
        .map(field => (
          <Box key={field.label} sx={{ display: 'contents' }}>
            <Typography component="dt" variant="body2" color="text.secondary">
              {field.label}
            </Typography>
            <Typography
              component="dd"
              variant="body2"
              sx={{ m: 0, minWidth: 0, overflowWrap: 'anywhere' }}
            >
              {field.value}
            </Typography>
          </Box>
        ))}
    </Box>
  );
}
