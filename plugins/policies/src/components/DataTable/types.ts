import { ReactNode } from 'react';

/** A column of a {@link DataTable}. */
export interface Column<T> {
  id: string;
  title: string;
  render: (row: T) => ReactNode;
  /** Makes the column sortable by this value. */
  sortBy?: (row: T) => string | number;
  align?: 'left' | 'right';
  width?: number | string;
  /** Breaks long words anywhere, so that a long name does not widen the table. */
  breakAnywhere?: boolean;
  /** Left out on screens narrower than 1280 px. */
  wideOnly?: boolean;
}

/** Which column sorts, and how. */
export interface SortState {
  column: string;
  descending: boolean;
}
