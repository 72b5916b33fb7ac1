import { useMemo } from 'react';
import { useChanges } from '../../hooks/useChanges';
import { useIdentity } from '../../hooks/useIdentity';
import { paths } from '../../routes';
import { changeColumns } from '../ChangesPage/changeColumns';
import { DataTable } from '../DataTable';
import { Section } from '../Section';

const LIMIT = 200;

/** Changes that wait for this person: to be approved, or, being approved, to be published by its author. */
export function WaitingChanges() {
  const { value } = useChanges({ state: 'in-review,approved', limit: LIMIT });
  const { user, groups } = useIdentity();
  const rows = useMemo(
    () =>
      (value?.items ?? []).filter(
        ({ state, author, waitsFor, setRemoved }) =>
          !setRemoved &&
          (state === 'approved'
            ? author === user
            : author !== user &&
              waitsFor.some(group => groups.includes(group))),
      ),
    [value, user, groups],
  );
  if (!rows.length) {
    return null;
  }
  return (
    <Section
      title="Waiting for you"
      hint="Changes you are asked to approve, and yours that can be published."
    >
      <DataTable
        plain
        label="Changes that wait for you"
        prefix="waiting."
        columns={changeColumns}
        rows={rows}
        rowKey={change => change.id}
        hrefOf={change => paths.change(change.id)}
      />
    </Section>
  );
}
