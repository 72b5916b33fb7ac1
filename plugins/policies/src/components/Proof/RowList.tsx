import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { ReactNode, useState } from 'react';

/** Rows drawn at once; more on demand. */
const STEP = 50;

/** Rows of different height below each other, the first of many. */
export function RowList<T>(props: {
  label: string;
  items: T[];
  keyOf: (item: T, index: number) => string;
  render: (item: T) => ReactNode;
}) {
  const { label, items, keyOf, render } = props;
  const [limit, setLimit] = useState(STEP);
  return (
    <>
      <Box
        component="ul"
        aria-label={label}
        sx={{
          listStyle: 'none',
          m: 0,
          p: 0,
          '& > li + li': { borderTop: 1, borderColor: 'divider' },
        }}
      >
        {items.slice(0, limit).map((item, index) => (
          <Box
            component="li"
            key={keyOf(item, index)}
            sx={{ px: 2.5, py: 1.5 }}
          >
            {render(item)}
          </Box>
        ))}
      </Box>
      {items.length > limit && (
        <Box sx={{ px: 2.5, pb: 1 }}>
          <Button
            size="small"
            onClick={() => setLimit(limit + STEP)}
            sx={{ textTransform: 'none' }}
          >
            Show {Math.min(STEP, items.length - limit)} more of{' '}
            {items.length.toLocaleString('en')}
          </Button>
        </Box>
      )}
    </>
  );
}
