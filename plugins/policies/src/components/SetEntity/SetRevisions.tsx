import CheckIcon from '@mui/icons-material/Check';
import {
  RevisionSummary,
  shortRevision,
} from '@internal/plugin-policies-common';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { useRevisions } from '../../hooks/useRevisions';
import { Column, DataTable } from '../DataTable';
import { Identifier } from '../Identifier';
import { RelativeTime } from '../RelativeTime';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';

const columns: Column<RevisionSummary>[] = [
  {
    id: 'revision',
    title: 'Revision',
    render: revision => (
      <Identifier
        value={revision.revision}
        short={shortRevision(revision.revision)}
        what={`revision ${shortRevision(revision.revision)}`}
      />
    ),
  },
  {
    id: 'active',
    title: 'State',
    render: revision =>
      revision.active ? (
        <ToneChip tone="good" label="Active" icon={<CheckIcon />} />
      ) : (
        <ToneChip tone="neutral" label="Kept" />
      ),
  },
  {
    id: 'createdAt',
    title: 'Registered',
    sortBy: revision => revision.createdAt,
    render: revision => <RelativeTime time={revision.createdAt} />,
  },
  {
    id: 'files',
    title: 'Files',
    align: 'right',
    render: revision => revision.fileCount.toLocaleString('en'),
  },
  {
    id: 'source',
    title: 'Source',
    breakAnywhere: true,
    render: revision => <code>{revision.source}</code>,
  },
];

/** Revisions of a set. */
export function SetRevisions() {
  const { set } = usePolicyEntity();
  const { value = [], loading, error, retry } = useRevisions(set);
  if (error) {
    return <ErrorMessage error={error} what="the revisions" onRetry={retry} />;
  }
  return (
    <DataTable
      label="Revisions"
      columns={columns}
      rows={value}
      rowKey={revision => revision.revision}
      loading={loading}
      empty={
        <StateMessage kind="empty" title="No revision was valid yet">
          The overview names what to fix.
        </StateMessage>
      }
    />
  );
}
