import { ChangeDetail, ProofReport } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';
import { VersionsLine } from '../Proof';
import { ChangeInvariants } from './ChangeInvariants';
import { ProofEnvironments } from './ProofEnvironments';
import { invariantsOf, proofOf } from './proofReports';
import { ProofVerdict } from './ProofVerdict';
import { ReportState } from './ReportState';

/** What is known of a change for all requests: against its base, and against the invariants of the set. */
export function ChangeProof(props: { change: ChangeDetail }) {
  const { change } = props;
  const proof = proofOf(change);
  const invariants = invariantsOf(change);
  return (
    <>
      {proof && (
        <Section title="Proof">
          {proof.report ? (
            <Report change={change} report={proof.report} />
          ) : (
            <ReportState check={proof.check} />
          )}
        </Section>
      )}
      {invariants && <ChangeInvariants change={change} reported={invariants} />}
      {!proof && !invariants && (
        <StateMessage kind="empty" title="Nothing is asked about all requests">
          This portal compares changes by cases and by logged decisions only.
        </StateMessage>
      )}
    </>
  );
}

function Report(props: { change: ChangeDetail; report: ProofReport }) {
  const { change, report } = props;
  return (
    <>
      <Box sx={{ px: 2.5, pb: 2, display: 'grid', gap: 1.5 }}>
        <ProofVerdict report={report} />
        {report.revision !== change.revision && (
          <Alert severity="warning">
            This is about an earlier push. Run the checks again.
          </Alert>
        )}
        <VersionsLine versions={report.versions} />
      </Box>
      {report.environments.length > 0 && (
        <ProofEnvironments change={change} report={report} />
      )}
    </>
  );
}
