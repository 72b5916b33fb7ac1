import { SxProps, Theme } from '@mui/material/styles';
import { Column } from './types';

/** Classes of rows and cells. */
export const tableClasses = {
  opens: 'policies-row-opens',
  breaksAnywhere: 'policies-cell-breaks-anywhere',
  wideOnly: 'policies-cell-wide-only',
};

/** What a cell of a column is, for {@link tableStyles}. */
export function cellClasses<T>(column: Column<T>): string | undefined {
  return (
    [
      column.breakAnywhere && tableClasses.breaksAnywhere,
      column.wideOnly && tableClasses.wideOnly,
    ]
      .filter(Boolean)
      .join(' ') || undefined
  );
}

/**
 * How all rows and cells of a table look. It stands once at the table: styles of each cell would be
 * computed for each of them, which takes most of the time that a table takes to show.
 */
export const tableStyles: SxProps<Theme> = theme => ({
  '& th': { fontWeight: 600, whiteSpace: 'nowrap' },
  '& td': {
    wordBreak: 'normal',
    overflowWrap: 'break-word',
    verticalAlign: 'top',
    lineHeight: 1.43,
  },
  [`& td.${tableClasses.breaksAnywhere}`]: { overflowWrap: 'anywhere' },
  [`& .${tableClasses.opens}`]: { cursor: 'pointer' },
  '& tbody tr:last-child td': { borderBottom: 0 },
  [theme.breakpoints.down('lg')]: {
    [`& .${tableClasses.wideOnly}`]: { display: 'none' },
  },
});
