import { PolicySetSummary } from '@internal/plugin-policies-common';
import { ReactNode } from 'react';
import { paths } from '../../routes';
import { DataTable } from '../DataTable';
import { setColumns } from './setColumns';

/** Policy sets with their health, owner and size. */
export function SetTable(props: {
  sets: PolicySetSummary[];
  /** Ids of columns that say the same in each row here. */
  hide?: string[];
  loading?: boolean;
  empty?: ReactNode;
  prefix?: string;
  plain?: boolean;
}) {
  const { sets, hide = [], ...rest } = props;
  return (
    <DataTable
      label="Policy sets"
      columns={
        hide.length
          ? setColumns.filter(column => !hide.includes(column.id))
          : setColumns
      }
      rows={sets}
      rowKey={set => set.name}
      hrefOf={set => paths.set(set.name)}
      {...rest}
    />
  );
}
