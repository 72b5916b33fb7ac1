import {
  policyEntityName,
  PolicySummary,
} from '@internal/plugin-policies-common';
import { ReactNode } from 'react';
import { paths } from '../../routes';
import { DataTable } from '../DataTable';
import { policyColumns } from './policyColumns';

/** Policies with the regulations they serve and who owns them. */
export function PolicyTable(props: {
  policies: PolicySummary[];
  /** Ids of columns that say the same in each row here. */
  hide?: string[];
  loading?: boolean;
  empty?: ReactNode;
  prefix?: string;
  plain?: boolean;
}) {
  const { policies, hide = [], ...rest } = props;
  return (
    <DataTable
      label="Policies"
      columns={
        hide.length
          ? policyColumns.filter(column => !hide.includes(column.id))
          : policyColumns
      }
      rows={policies}
      rowKey={policy => policyEntityName(policy.set, policy.name)}
      hrefOf={policy => paths.policy(policy.set, policy.name)}
      {...rest}
    />
  );
}
