import DriftIcon from '@mui/icons-material/SyncProblem';
import SyncedIcon from '@mui/icons-material/CheckCircleOutline';
import {
  EngineDrift,
  EngineStatus,
  shortRevision,
} from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { RepairState } from '../../hooks/useRepair';
import { paths } from '../../routes';
import { Column, DataTable } from '../DataTable';
import { Identifier } from '../Identifier';
import { StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';

interface ServedSet {
  set: string;
  revision?: string;
  drift?: EngineDrift;
}

/** A button that repairs one set, or all of an engine. */
export function RepairButton(props: {
  engine: string;
  set?: string;
  repair: RepairState;
}) {
  const { engine, set, repair } = props;
  const { busy, allowed } = repair;
  const mine = busy?.engine === engine && busy.set === set;
  const idle = set === undefined ? 'Repair all' : 'Repair';
  return (
    <Button
      size="small"
      variant={set === undefined ? 'contained' : 'outlined'}
      disabled={!allowed || Boolean(busy)}
      onClick={() => repair.repair({ engine, set })}
      aria-label={
        set === undefined ? `Repair all sets of ${engine}` : `Repair ${set}`
      }
      sx={{ textTransform: 'none', whiteSpace: 'nowrap' }}
    >
      {mine ? 'Repairing…' : idle}
    </Button>
  );
}

/** The sets an engine serves, and where it holds something else than their active revisions. */
export function EngineSets(props: {
  engine: EngineStatus;
  repair: RepairState;
}) {
  const { engine, repair } = props;
  const publishes = engine.capabilities.includes('publish');
  const rows = useMemo<ServedSet[]>(() => {
    const drifts = new Map(engine.drift.map(drift => [drift.set, drift]));
    const names = new Set([
      ...drifts.keys(),
      ...engine.revisions.map(({ set }) => set),
    ]);
    const revisions = new Map(
      engine.revisions.map(({ set, revision }) => [set, revision]),
    );
    return [...names].map(set => ({
      set,
      revision: revisions.get(set) ?? drifts.get(set)?.expected,
      drift: drifts.get(set),
    }));
  }, [engine]);
  const columns: Column<ServedSet>[] = [
    {
      id: 'set',
      title: 'Policy set',
      breakAnywhere: true,
      sortBy: row => row.set,
      render: row => (
        <Link component={RouterLink} to={paths.set(row.set)}>
          {row.set}
        </Link>
      ),
    },
    {
      id: 'revision',
      title: 'Active revision',
      width: 180,
      render: row =>
        row.revision ? (
          <Identifier
            value={row.revision}
            short={shortRevision(row.revision)}
            what={`revision of ${row.set}`}
          />
        ) : (
          '–'
        ),
    },
    ...(publishes
      ? ([
          {
            id: 'held',
            title: 'At the engine',
            width: '40%',
            sortBy: row => (row.drift ? 1 : 0),
            render: row => <Held drift={row.drift} state={engine.state} />,
          },
          {
            id: 'repair',
            title: '',
            align: 'right',
            render: row =>
              row.drift && (
                <RepairButton
                  engine={engine.name}
                  set={row.set}
                  repair={repair}
                />
              ),
          },
        ] satisfies Column<ServedSet>[])
      : []),
  ];
  return (
    <DataTable
      plain
      label={`Sets of ${engine.name}`}
      prefix="served."
      columns={columns}
      rows={rows}
      rowKey={row => row.set}
      empty={
        <StateMessage kind="empty" title="It serves no set" dense>
          Sets name their engine in policy-set.yaml, as spec.engine.
        </StateMessage>
      }
    />
  );
}

function Held(props: { drift?: EngineDrift; state: EngineStatus['state'] }) {
  const { drift, state } = props;
  if (!drift) {
    return state === 'down' || state === 'unknown' ? (
      <Typography variant="body2" color="text.secondary">
        cannot be asked
      </Typography>
    ) : (
      <ToneChip tone="good" label="In sync" icon={<SyncedIcon />} />
    );
  }
  return (
    <>
      <ToneChip
        tone="warning"
        label={drift.actual ? 'Another revision' : 'Differs'}
        icon={<DriftIcon />}
      />
      <Typography
        variant="body2"
        color="text.secondary"
        sx={{ mt: 0.5, overflowWrap: 'anywhere' }}
      >
        {drift.message}
      </Typography>
      {drift.actual && (
        <Identifier
          value={drift.actual}
          short={shortRevision(drift.actual)}
          what="revision at the engine"
        />
      )}
    </>
  );
}
