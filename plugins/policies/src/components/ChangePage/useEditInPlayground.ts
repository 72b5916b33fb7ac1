import { RebaseOutcome } from '@internal/plugin-policies-common';
import { useCallback } from 'react';
import { useNavigate } from 'react-router-dom';
import { ChangeStateOfPage } from '../../hooks/useChange';
import { paths } from '../../routes';
import { changesBetween, DraftStore } from '../Playground/model';

type Conflicts = Extract<RebaseOutcome, { outcome: 'conflicts' }>;

/**
 * Opens the proposed files in the playground as a draft over the active revision; from there they are
 * pushed to the change again. Conflicts of a rebase come along, between markers.
 */
export function useEditInPlayground(state: ChangeStateOfPage) {
  const navigate = useNavigate();
  const { act } = state;
  return useCallback(
    (conflicts?: Conflicts) =>
      act('edit', async (api, change) => {
        const { set } = change;
        const live = await api.getRevision(set, 'active');
        const proposed =
          conflicts?.files ??
          (await api.getRevision(set, change.revision)).files;
        new DraftStore().put(set, {
          revision: live.revision,
          changes: changesBetween(live.files, proposed),
          changeId: change.id,
        });
        navigate(
          paths.playground(set, { file: conflicts?.conflicts[0]?.path }),
        );
        return undefined;
      }),
    [act, navigate],
  );
}
