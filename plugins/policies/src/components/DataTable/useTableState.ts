import { useMemo } from 'react';
import { useQueryState } from '../../hooks/useQueryState';
import { Column, SortState } from './types';

/** Rows of a page of a table. */
export const ROWS_PER_PAGE = 50;

/** `-title` sorts by title, last first. */
function parseSort(text: string | undefined): SortState | undefined {
  if (!text) {
    return undefined;
  }
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}

/**
 * Sorts and pages the rows of a table; both are kept in the URL.
 *
 * @param prefix - keeps tables of one page apart, for example `sets.`
 */
export function useTableState<T>(
  rows: T[],
  columns: Column<T>[],
  prefix: string = '',
) {
  const [get, set] = useQueryState();
  const sortText = get(`${prefix}sort`);
  const sort = useMemo(() => parseSort(sortText), [sortText]);

  const sorted = useMemo(() => {
    const by = columns.find(column => column.id === sort?.column)?.sortBy;
    if (!by) {
      return rows;
    }
    const sign = sort?.descending ? -1 : 1;
    return rows
      .map(row => ({ row, value: by(row) }))
      .sort((a, b) => sign * compare(a.value, b.value))
      .map(({ row }) => row);
  }, [rows, columns, sort]);

  const lastPage = Math.max(0, Math.ceil(rows.length / ROWS_PER_PAGE) - 1);
  const wanted = Number.parseInt(get(`${prefix}page`) ?? '1', 10) - 1;
  const page = Math.min(Math.max(0, wanted || 0), lastPage);

  return {
    sort,
    page,
    visible: sorted.slice(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE),
    sortBy: (column: string) => {
      const descending = sort?.column === column && !sort.descending;
      set({
        [`${prefix}sort`]: `${descending ? '-' : ''}${column}`,
        [`${prefix}page`]: undefined,
      });
    },
    goTo: (target: number) =>
      set({ [`${prefix}page`]: target ? String(target + 1) : undefined }),
  };
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true });
}
