import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import { memo, MouseEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { cellClasses, tableClasses } from './tableStyles';
import { Column } from './types';

function Row<T>(props: { row: T; columns: Column<T>[]; href?: string }) {
  const { row, columns, href } = props;
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
      className={href && tableClasses.opens}
    >
      {columns.map(column => (
        <TableCell
          key={column.id}
          align={column.align}
          className={cellClasses(column)}
          style={{ width: column.width }}
        >
          {column.render(row)}
        </TableCell>
      ))}
    </TableRow>
  );
}

/**
 * A row that opens its page on click; clicks on links, buttons and selected text stay theirs. Drawn anew
 * only when its data are others.
 */
export const DataRow = memo(Row) as typeof Row;
