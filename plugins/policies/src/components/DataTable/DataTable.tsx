import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TablePagination from '@mui/material/TablePagination';
import TableRow from '@mui/material/TableRow';
import TableSortLabel from '@mui/material/TableSortLabel';
import { ReactNode } from 'react';
import { DataRow } from './DataRow';
import { SkeletonRows } from './SkeletonRows';
import { Column } from './types';
import { cellClasses, tableStyles } from './tableStyles';
import { useFirstRows } from './useFirstRows';
import { useScrolls } from './useScrolls';
import { ROWS_PER_PAGE, useTableState } from './useTableState';

/** A compact table: sortable columns, pages of 50 rows, rows that open what they are about. */
export function DataTable<T>(props: {
  /** Name of the table for assistive technology. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Where a click on the row leads; the first column should link there, too. */
  hrefOf?: (row: T) => string;
  loading?: boolean;
  /** Stands below the head when there are no rows. */
  empty?: ReactNode;
  /** Keeps the state of several tables of one page apart in the URL. */
  prefix?: string;
  /** Without a frame, inside a section. */
  plain?: boolean;
}) {
  const { label, columns, rows, rowKey, hrefOf, loading, empty, prefix } =
    props;
  const { sort, page, visible, sortBy, goTo } = useTableState(
    rows,
    columns,
    prefix,
  );
  const shown = useFirstRows(visible);
  const [scrolls, container] = useScrolls();
  return (
    <Paper
      variant={props.plain ? 'elevation' : 'outlined'}
      elevation={0}
      sx={{ overflow: 'hidden', ...(props.plain && { borderRadius: 0 }) }}
    >
      <TableContainer
        ref={container}
        {...(scrolls && { tabIndex: 0, role: 'region', 'aria-label': label })}
      >
        <Table
          size="small"
          aria-label={label}
          aria-busy={loading}
          sx={tableStyles}
        >
          <TableHead>
            <TableRow>
              {columns.map(column => (
                <TableCell
                  key={column.id}
                  align={column.align}
                  className={cellClasses(column)}
                  style={{ width: column.width }}
                  sortDirection={
                    sort?.column === column.id && sort.descending
                      ? 'desc'
                      : sort?.column === column.id && 'asc'
                  }
                >
                  {column.sortBy ? (
                    <TableSortLabel
                      active={sort?.column === column.id}
                      direction={
                        sort?.column === column.id && sort.descending
                          ? 'desc'
                          : 'asc'
                      }
                      onClick={() => sortBy(column.id)}
                    >
                      {column.title}
                    </TableSortLabel>
                  ) : (
                    column.title
                  )}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {shown.map(row => (
              <DataRow
                key={rowKey(row)}
                row={row}
                columns={columns}
                href={hrefOf?.(row)}
              />
            ))}
            {loading && !rows.length && (
              <SkeletonRows columns={columns.length} />
            )}
          </TableBody>
        </Table>
      </TableContainer>
      {!loading && !rows.length && empty}
      {rows.length > ROWS_PER_PAGE && (
        <TablePagination
          component="div"
          count={rows.length}
          page={page}
          rowsPerPage={ROWS_PER_PAGE}
          rowsPerPageOptions={[]}
          onPageChange={(_, target) => goTo(target)}
          labelDisplayedRows={({ from, to, count }) =>
            `${from.toLocaleString('en')}–${to.toLocaleString(
              'en',
            )} of ${count.toLocaleString('en')}`
          }
        />
      )}
    </Paper>
  );
}
