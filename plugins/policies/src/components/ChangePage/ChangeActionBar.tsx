import EditIcon from '@mui/icons-material/EditOutlined';
import MoreIcon from '@mui/icons-material/MoreVert';
import { ChangeDetail, shortRevision } from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ChangeStateOfPage } from '../../hooks/useChange';
import { paths } from '../../routes';
import { saveBlob } from '../../saveBlob';
import { ReasonDialog } from './ReasonDialog';
import { ReviewDialog } from './ReviewDialog';
import { useEditInPlayground } from './useEditInPlayground';

/** The next step first, the rest in a menu; what a person may not do is not offered. */
export function ChangeActionBar(props: {
  change: ChangeDetail;
  state: ChangeStateOfPage;
}) {
  const { change, state } = props;
  const { act, busy } = state;
  const { may } = change;
  const navigate = useNavigate();
  const edit = useEditInPlayground(state);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [dialog, setDialog] = useState<'review' | 'withdraw' | 'rollback'>();
  const close = () => setDialog(undefined);
  const { version } = change;

  const publish = () =>
    act('publish', api =>
      api.publishChange(change.id, { version, rollout: 'full' }),
    );
  const isStopped = change.state === 'rejected' || change.state === 'withdrawn';
  // A set that is not registered yet has no playground.
  const mayEdit = may.edit && change.activeRevision !== undefined;
  const items = [
    ...(mayEdit ? [{ label: 'Edit in playground', run: () => edit() }] : []),
    ...(may.shadow &&
    !change.shadow &&
    !change.checks.failed &&
    !change.checks.pending &&
    !change.baseMoved
      ? [
          {
            label: 'Evaluate as a shadow',
            run: () =>
              act('shadow', api =>
                api.publishChange(change.id, { version, rollout: 'shadow' }),
              ),
          },
        ]
      : []),
    ...(may.edit && !isStopped
      ? [{ label: 'Withdraw …', run: () => setDialog('withdraw') }]
      : []),
    {
      label: 'Download evidence',
      run: () =>
        act('evidence', async api => {
          saveBlob(
            await api.getChangeEvidence(change.id),
            `change-${change.id}-evidence.zip`,
          );
          return undefined;
        }),
    },
    ...(change.activeRevision
      ? [
          {
            label: 'History of the set',
            run: () => navigate(paths.setHistory(change.set)),
          },
        ]
      : []),
  ];
  return (
    <Stack direction="row" spacing={1} alignItems="center">
      {primaryOf()}
      <IconButton
        aria-label="More actions"
        aria-haspopup="menu"
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </IconButton>
      <Menu
        open={Boolean(anchor)}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
      >
        {items.map(({ label, run }) => (
          <MenuItem
            key={label}
            onClick={() => {
              setAnchor(undefined);
              run();
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
      {dialog === 'review' && (
        <ReviewDialog change={change} state={state} onClose={close} />
      )}
      {dialog === 'withdraw' && (
        <ReasonDialog
          title="Withdraw this change?"
          text="It can be taken up again by pushing a new version."
          label="Why"
          action="Withdraw"
          onClose={close}
          onConfirm={reason =>
            act('withdraw', api =>
              api.withdrawChange(change.id, version, reason),
            )
          }
        />
      )}
      {dialog === 'rollback' && (
        <ReasonDialog
          title={`Roll '${change.setTitle}' back?`}
          text={`Revision ${shortRevision(
            change.replaced ?? '',
          )} becomes the active one again, at once and everywhere.`}
          label="Why"
          action="Roll back"
          danger
          onClose={close}
          onConfirm={reason =>
            act('rollback', async api => {
              const { warning } = await api.rollBack(change.set, {
                from: change.revision,
                to: change.replaced!,
                reason,
              });
              return { ...(await api.getChange(change.id)), warning };
            })
          }
        />
      )}
    </Stack>
  );

  function primaryOf() {
    if (may.edit && change.baseMoved) {
      return (
        <Button
          variant="contained"
          disabled={Boolean(busy)}
          onClick={async () => {
            let conflicts: Parameters<typeof edit>[0];
            await act('rebase', async api => {
              const outcome = await api.rebaseChange(change.id, version);
              if (outcome.outcome === 'rebased') {
                return outcome.change;
              }
              conflicts = outcome;
              return undefined;
            });
            if (conflicts) {
              edit(conflicts);
            }
          }}
        >
          {busy === 'rebase' ? 'Rebasing…' : 'Rebase'}
        </Button>
      );
    }
    if (may.edit && change.state === 'draft') {
      return (
        <Button
          variant="contained"
          disabled={Boolean(busy)}
          onClick={() =>
            act('submit', api => api.submitChange(change.id, version))
          }
        >
          {busy === 'submit' ? 'Asking…' : 'Ask for review'}
        </Button>
      );
    }
    if (may.publish && change.state === 'approved') {
      return (
        <Button
          variant="contained"
          disabled={Boolean(busy) || change.blocks.length > 0}
          onClick={publish}
        >
          {busy === 'publish' ? 'Publishing…' : 'Publish'}
        </Button>
      );
    }
    if (may.review && change.state === 'in-review') {
      return (
        <Button
          variant="contained"
          disabled={Boolean(busy)}
          onClick={() => setDialog('review')}
        >
          Review
        </Button>
      );
    }
    if (mayEdit && isStopped) {
      return (
        <Button
          variant="contained"
          startIcon={<EditIcon />}
          onClick={() => edit()}
        >
          Edit in playground
        </Button>
      );
    }
    if (may.rollBack) {
      return (
        <Button
          variant="outlined"
          color="error"
          disabled={Boolean(busy)}
          onClick={() => setDialog('rollback')}
        >
          Roll back
        </Button>
      );
    }
    return null;
  }
}
