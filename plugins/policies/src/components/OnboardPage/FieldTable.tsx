import { useMemo } from 'react';
import { Column, DataTable } from '../DataTable';
import { ManifestField, manifestFields } from './manifestFields';

const columns: Column<ManifestField>[] = [
  { id: 'path', title: 'Field', render: field => <code>{field.path}</code> },
  { id: 'type', title: 'Type', render: field => field.type },
  {
    id: 'required',
    title: 'Required',
    render: field => (field.required ? 'yes' : 'no'),
  },
  {
    id: 'description',
    title: 'Meaning',
    render: field => field.description ?? '',
  },
];

/** The fields of `policy-set.yaml`. */
export function FieldTable() {
  const fields = useMemo(manifestFields, []);
  return (
    <DataTable
      plain
      label="Fields of policy-set.yaml"
      columns={columns}
      rows={fields}
      rowKey={field => field.path}
    />
  );
}
