import {
  ChangeDetail,
  EnvironmentProof,
  ProofReport,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useCounterexamples } from '../../hooks/useCounterexamples';
import { useQueryState } from '../../hooks/useQueryState';
import { Column, DataTable } from '../DataTable';
import { shortenId } from '../Identifier';
import { LongText } from '../LongText';
import {
  CounterexampleActions,
  CounterexampleTarget,
  CounterexampleView,
  CountToggle,
  Relation,
  RelationChip,
  relationOf,
  RELATIONS,
} from '../Proof';
import { VisibleText } from '../VisibleText';

/** From so many on they can be narrowed. */
const MANY = 9;

const LABELS: Record<Relation, string> = {
  both: 'Wider and tighter',
  wider: 'Wider',
  undecided: 'Not decided',
  tighter: 'Tighter',
  equal: 'Equal',
};

/** How base and proposal compare for each kind of request, those that differ first. */
export function ProofEnvironments(props: {
  change: ChangeDetail;
  report: ProofReport;
}) {
  const { change, report } = props;
  const { environments, way } = report;
  const target = useCounterexamples(change.set, change);
  const [get, set] = useQueryState();
  const chosen = RELATIONS.find(relation => relation === get('relation'));
  const rows = [...environments].sort((a, b) => rankOf(a) - rankOf(b));
  const shown = rows.filter(
    proof => !chosen || relationOf(proof).relation === chosen,
  );
  const labelOf = (sort: Relation) =>
    sort === 'equal' && way === 'searched'
      ? 'No difference found'
      : LABELS[sort];
  return (
    <>
      {environments.length >= MANY && (
        <Box sx={{ px: 2.5, pb: 1.5 }}>
          <CountToggle
            label="Show kinds of request"
            total={environments.length}
            sorts={RELATIONS.map(sort => ({
              sort,
              label: labelOf(sort),
              count: rows.filter(proof => relationOf(proof).relation === sort)
                .length,
            }))}
            value={chosen}
            onChange={relation => set({ relation, 'proof.page': undefined })}
          />
        </Box>
      )}
      <DataTable
        plain
        label="Kinds of request"
        prefix="proof."
        columns={columnsFor(target)}
        rows={shown}
        rowKey={({ environment }) =>
          JSON.stringify([
            environment.subject,
            environment.action,
            environment.resource,
          ])
        }
      />
    </>
  );
}

function rankOf(proof: EnvironmentProof): number {
  return RELATIONS.indexOf(relationOf(proof).relation);
}

function columnsFor(target: CounterexampleTarget): Column<EnvironmentProof>[] {
  return [
    {
      id: 'environment',
      title: 'Kind of request',
      width: '28%',
      breakAnywhere: true,
      render: ({ environment }) => (
        <Box component="span" sx={{ fontFamily: 'monospace', fontSize: 13 }}>
          <VisibleText text={shortenId(environment.subject)} /> →{' '}
          <strong>
            <VisibleText text={shortenId(environment.action)} />
          </strong>{' '}
          → <VisibleText text={shortenId(environment.resource)} />
        </Box>
      ),
    },
    {
      id: 'relation',
      title: 'Proposed against base',
      width: 190,
      render: proof => <RelationChip proof={proof} />,
    },
    {
      id: 'examples',
      title: 'Request that shows it',
      breakAnywhere: true,
      render: proof => (
        <Stack spacing={2} sx={{ '&:empty::before': { content: '"–"' } }}>
          <Direction title="Becomes allowed" of={proof.wider} target={target} />
          <Direction
            title="Becomes denied"
            of={proof.tighter}
            target={target}
          />
        </Stack>
      ),
    },
  ];
}

/** A request that one direction was found by, or why that is not decided. */
function Direction(props: {
  title: string;
  of: EnvironmentProof['wider'];
  target: CounterexampleTarget;
}) {
  const { title, target } = props;
  const { state, counterexample, because } = props.of;
  if (state === 'undecided') {
    return (
      <Typography variant="body2" color="text.secondary">
        {title}: not decided. {because && <LongText text={because} />}
      </Typography>
    );
  }
  return counterexample ? (
    <Box>
      <Typography variant="body2" fontWeight={600}>
        {title}
      </Typography>
      <CounterexampleView
        example={counterexample}
        actions={
          <CounterexampleActions
            example={counterexample}
            expected={counterexample.after}
            target={target}
          />
        }
      />
    </Box>
  ) : null;
}
