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
  RowList,
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
    <Stack spacing={1} sx={{ pb: 1 }}>
      {environments.length >= MANY && (
        <Box sx={{ px: 2.5 }}>
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
            onChange={relation => set({ relation })}
          />
        </Box>
      )}
      <RowList
        label="Kinds of request"
        items={shown}
        keyOf={({ environment: { subject, action, resource } }) =>
          JSON.stringify([subject, action, resource])
        }
        render={proof => <Environment proof={proof} target={target} />}
      />
    </Stack>
  );
}

function rankOf(proof: EnvironmentProof): number {
  return RELATIONS.indexOf(relationOf(proof).relation);
}

function Environment(props: {
  proof: EnvironmentProof;
  target: CounterexampleTarget;
}) {
  const { proof, target } = props;
  const { subject, action, resource } = proof.environment;
  return (
    <Stack spacing={1}>
      <Stack
        direction="row"
        alignItems="center"
        flexWrap="wrap"
        useFlexGap
        spacing={1}
      >
        <RelationChip proof={proof} />
        <Box
          component="span"
          sx={{
            minWidth: 0,
            fontFamily: 'monospace',
            fontSize: '0.8125rem',
            overflowWrap: 'anywhere',
          }}
        >
          <VisibleText text={shortenId(subject)} /> →{' '}
          <strong>
            <VisibleText text={shortenId(action)} />
          </strong>{' '}
          → <VisibleText text={shortenId(resource)} />
        </Box>
      </Stack>
      <Box
        sx={{
          display: 'grid',
          gap: 2,
          gridTemplateColumns:
            'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
          '&:empty': { display: 'none' },
        }}
      >
        <Direction title="Becomes allowed" of={proof.wider} target={target} />
        <Direction title="Becomes denied" of={proof.tighter} target={target} />
      </Box>
    </Stack>
  );
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
    <Box sx={{ pl: 2, borderLeft: 2, borderColor: 'divider', minWidth: 0 }}>
      <Typography variant="body2" fontWeight={600} gutterBottom>
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
