import { SxProps } from '@mui/material/styles';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import { MouseEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { Column } from './types';

/** A row that opens its page on click; clicks on links, buttons and selected text stay theirs. */
export function DataRow<T>(props: {
  row: T;
  columns: Column<T>[];
  cellSx: (column: Column<T>) => SxProps;
  href?: string;
}) {
  const { row, columns, cellSx, href } = props;
  const navigate = useNavigate();
  const open = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    if (
      !href ||
      target.closest('a, button, input') ||
      window.getSelection()?.toString()
    ) {
      return;
    }
    navigate(href);
  };
  return (
    <TableRow
      hover={Boolean(href)}
      onClick={open}
      sx={{
        ...(href && { cursor: 'pointer' }),
        '&:last-child td': { borderBottom: 0 },
      }}
    >
      {columns.map(column => (
        <TableCell
          key={column.id}
          align={column.align}
          sx={
            [
              {
                wordBreak: 'normal',
                overflowWrap: column.breakAnywhere ? 'anywhere' : 'break-word',
                verticalAlign: 'top',
                lineHeight: 1.43,
              },
              cellSx(column),
            ] as SxProps
          }
        >
          {column.render(row)}
        </TableCell>
      ))}
    </TableRow>
  );
}
