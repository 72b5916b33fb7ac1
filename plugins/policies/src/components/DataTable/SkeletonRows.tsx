import Skeleton from '@mui/material/Skeleton';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import { useEffect, useState } from 'react';

/** What comes sooner is not announced: showing it twice would take longer. */
const AFTER_MS = 300;

/** Stands for rows that are on their way, once they take a while. */
export function SkeletonRows(props: { columns: number; rows?: number }) {
  const { columns, rows = 6 } = props;
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsDue(true), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isDue) {
    return null;
  }
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
