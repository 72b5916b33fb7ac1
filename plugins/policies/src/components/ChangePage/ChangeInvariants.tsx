import {
  ChangeDetail,
  InvariantReport,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import { useCounterexamples } from '../../hooks/useCounterexamples';
import { LongText } from '../LongText';
import {
  InvariantList,
  InvariantRow,
  summarizeInvariants,
  VersionsLine,
} from '../Proof';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';
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
  const { invariants, warnings = [], versions } = report;
  const target = useCounterexamples(change.set, change);
  return (
    <Box sx={{ pb: 1 }}>
      <InvariantWarnings warnings={warnings} />
      <InvariantList
        label="Invariants"
        proofs={invariants}
        keyOf={({ invariant }) => invariant.name}
        render={proof => <InvariantRow proof={proof} target={target} />}
      />
      {invariants.length === 0 && !warnings.length && (
        <StateMessage kind="empty" title="No invariants" dense>
          Nothing has to hold for every revision of this set. Write a first
          invariant in the playground.
        </StateMessage>
      )}
      {invariants.length > 0 && (
        <Box sx={{ px: 2.5, py: 1 }}>
          <VersionsLine versions={versions} />
        </Box>
      )}
    </Box>
  );
}

/** Invariants that a change takes away or says otherwise: what they kept may open with a later change. */
function InvariantWarnings(props: { warnings: string[] }) {
  const { warnings } = props;
  return warnings.length ? (
    <Alert severity="warning" sx={{ mx: 2.5, mb: 1 }}>
      <AlertTitle>What has to hold changes</AlertTitle>
      <Box
        component="ul"
        aria-label="Removed and rewritten invariants"
        sx={{ m: 0, pl: 2.5 }}
      >
        {warnings.map(warning => (
          <li key={warning}>
            <LongText text={warning} />
          </li>
        ))}
      </Box>
    </Alert>
  ) : null;
}
