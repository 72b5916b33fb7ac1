import Skeleton from '@mui/material/Skeleton';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';

/** Stands for rows that are on their way. */
export function SkeletonRows(props: { columns: number; rows?: number }) {
  const { columns, rows = 6 } = props;
  return (
    <>
      {Array.from({ length: rows }, (_, row) => (
        <TableRow key={row} aria-hidden>
          {Array.from({ length: columns }, (__, column) => (
            <TableCell key={column}>
              <Skeleton width={column ? '60%' : '85%'} />
            </TableCell>
          ))}
        </TableRow>
      ))}
    </>
  );
}
