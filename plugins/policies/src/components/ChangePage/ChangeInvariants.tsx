import {
  ChangeDetail,
  InvariantProof,
  InvariantReport,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useCounterexamples } from '../../hooks/useCounterexamples';
import {
  InvariantDifferences,
  useInvariantDifferences,
} from '../../hooks/useInvariantDifferences';
import { InvariantList, InvariantRow, summarizeInvariants } from '../Proof';
import { RegulationChips } from '../RegulationChips';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';
import { VisibleText } from '../VisibleText';
import { ReportedCheck } from './proofReports';
import { ReportState } from './ReportState';

/** Whether the proposed revision keeps its invariants, and which of them it takes away or says otherwise. */
export function ChangeInvariants(props: {
  change: ChangeDetail;
  reported: ReportedCheck<InvariantReport>;
}) {
  const { change, reported } = props;
  const { check, report } = reported;
  return (
    <Section
      title="Invariants"
      hint={
        report?.invariants.length
          ? `${summarizeInvariants(
              report.invariants,
            )}. They are statements that every revision of the set must keep.`
          : undefined
      }
    >
      {report ? (
        <Report change={change} report={report} />
      ) : (
        <ReportState check={check} />
      )}
    </Section>
  );
}

function Report(props: { change: ChangeDetail; report: InvariantReport }) {
  const { change, report } = props;
  const target = useCounterexamples(change.set, change);
  const differences = useInvariantDifferences(change, report);
  const isEdited = ({ invariant }: InvariantProof) =>
    differences?.changed.has(invariant.name) ?? false;
  const rows = (proofs: InvariantProof[], label: string) => (
    <InvariantList
      label={label}
      proofs={proofs}
      keyOf={({ invariant }) => invariant.name}
      render={proof => (
        <InvariantRow
          proof={proof}
          mark={<Mark proof={proof} differences={differences} />}
          target={target}
        />
      )}
    />
  );
  const edited = report.invariants.filter(isEdited);
  const others = report.invariants.filter(proof => !isEdited(proof));
  return (
    <Box sx={{ pb: 1 }}>
      {!differences && change.base && (
        <Typography
          variant="body2"
          color="text.secondary"
          sx={{ px: 2.5, pb: 1 }}
        >
          Whether an invariant of the base was removed or changed is not known;
          the files show it.
        </Typography>
      )}
      {differences && <Removed removed={differences.removed} />}
      {edited.length > 0 && rows(edited, 'Changed invariants')}
      {others.length > 0 && rows(others, 'Invariants')}
      {report.invariants.length === 0 && (
        <StateMessage kind="empty" title="No invariants" dense>
          Nothing has to hold for every revision of this set. Write a first
          invariant in the playground.
        </StateMessage>
      )}
    </Box>
  );
}

/** Invariants that the change takes away: nothing looks after them afterwards. */
function Removed(props: { removed: InvariantProof[] }) {
  const { removed } = props;
  return removed.length ? (
    <Alert severity="warning" sx={{ mx: 2.5, mb: 1 }}>
      {removed.length === 1
        ? 'It takes an invariant away; nothing keeps it afterwards:'
        : `It takes ${removed.length} invariants away; nothing keeps them afterwards:`}
      <Box
        component="ul"
        aria-label="Removed invariants"
        sx={{ m: 0, pl: 2.5 }}
      >
        {removed.map(({ invariant }) => (
          <Box component="li" key={invariant.name} sx={{ py: 0.25 }}>
            <Box sx={{ overflowWrap: 'anywhere' }}>
              <VisibleText text={invariant.title} />
            </Box>
            <RegulationChips regulations={invariant.regulations} />
          </Box>
        ))}
      </Box>
    </Alert>
  ) : null;
}

function Mark(props: {
  proof: InvariantProof;
  differences?: InvariantDifferences;
}) {
  const { differences } = props;
  const { name } = props.proof.invariant;
  if (differences?.changed.has(name)) {
    return (
      <ToneChip
        tone="warning"
        label="Changed"
        title="It says something else than in the base; it may say less."
      />
    );
  }
  return differences?.added.has(name) ? (
    <ToneChip tone="info" label="New" />
  ) : null;
}
