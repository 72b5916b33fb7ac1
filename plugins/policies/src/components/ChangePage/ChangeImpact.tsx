import {
  ChangeDetail,
  DecisionFlip,
  EvaluationRequest,
  ImpactReport,
  ShadowReport,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { CallerLabel } from '../CallerLabel';
import { Column, DataTable } from '../DataTable';
import { DecisionChip, outcomeOf } from '../DecisionChip';
import { RelativeTime } from '../RelativeTime';
import { RequestSummary } from '../RequestSummary';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';

type CallerRow = ImpactReport['byCaller'][number];

const callerColumns: Column<CallerRow>[] = [
  {
    id: 'caller',
    title: 'Caller',
    breakAnywhere: true,
    render: ({ caller }) => <CallerLabel caller={caller} />,
  },
  {
    id: 'opened',
    title: 'Become allowed',
    align: 'right',
    sortBy: ({ opened }) => opened,
    render: ({ opened }) => opened.toLocaleString('en'),
  },
  {
    id: 'closed',
    title: 'Become denied',
    align: 'right',
    sortBy: ({ closed }) => closed,
    render: ({ closed }) => closed.toLocaleString('en'),
  },
];

/** What the change would have done to logged decisions, and what a shadow does beside live ones. */
export function ChangeImpact(props: { change: ChangeDetail }) {
  const { change } = props;
  const { impact, shadowReport } = change;
  const check = change.checkResults.find(({ name }) => name === 'impact');
  return (
    <>
      {shadowReport && <Shadow change={change} report={shadowReport} />}
      <Section
        title="On logged decisions"
        hint={
          impact && (
            <>
              The newest {impact.replayed.toLocaleString('en')}, from{' '}
              {impact.from && <RelativeTime time={impact.from} />} to{' '}
              {impact.to && <RelativeTime time={impact.to} />}, asked again of
              the base and of the proposed revision.
            </>
          )
        }
      >
        {impact ? (
          <>
            <Typography sx={{ px: 2.5, pb: 2 }}>
              {sentenceOf(impact.opened, impact.closed, impact.replayed)}
              {impact.undecided > 0 &&
                ` ${impact.undecided.toLocaleString(
                  'en',
                )} could not be decided on one of the two.`}
            </Typography>
            <Withheld reason={impact.withheld} />
            {impact.byCaller.length > 0 && (
              <DataTable
                plain
                label="Callers whose decisions flip"
                prefix="caller."
                columns={callerColumns}
                rows={impact.byCaller}
                rowKey={({ caller }) => caller}
              />
            )}
          </>
        ) : (
          <StateMessage kind="empty" title="There is no report" dense>
            {check?.summary ?? 'The check has not run yet.'}
          </StateMessage>
        )}
      </Section>
      {impact && impact.examples.length > 0 && (
        <Section
          title="Decisions that flip"
          hint={`${impact.examples.length} of ${impact.opened + impact.closed}`}
        >
          <FlipTable set={change.set} flips={impact.examples} />
        </Section>
      )}
    </>
  );
}

function sentenceOf(opened: number, closed: number, all: number): string {
  return opened + closed
    ? `${(opened + closed).toLocaleString('en')} of ${all.toLocaleString(
        'en',
      )} flip: ${opened.toLocaleString(
        'en',
      )} become allowed, ${closed.toLocaleString('en')} denied.`
    : `None of ${all.toLocaleString('en')} flips.`;
}

/** Why requests are not shown. */
function Withheld(props: { reason?: string }) {
  return props.reason ? (
    <Typography color="text.secondary" sx={{ px: 2.5, pb: 2 }}>
      {props.reason}
    </Typography>
  ) : null;
}

function Shadow(props: { change: ChangeDetail; report: ShadowReport }) {
  const { change, report } = props;
  const { since, compared, differed, failed, examples, withheld } = report;
  return (
    <Section
      title="Beside live decisions"
      hint={
        <>
          The active revision answers; the proposed one is asked the same since{' '}
          <RelativeTime time={since} />.
        </>
      }
    >
      <Typography sx={{ px: 2.5, pb: 2 }} role="status">
        {compared
          ? `${differed.toLocaleString('en')} of ${compared.toLocaleString(
              'en',
            )} decisions differ${
              failed
                ? `; ${failed.toLocaleString('en')} could not be decided`
                : ''
            }.`
          : 'No decision was asked for since.'}
      </Typography>
      <Withheld reason={withheld} />
      {examples.length > 0 && (
        <FlipTable set={change.set} flips={examples} prefix="shadow." />
      )}
    </Section>
  );
}

function FlipTable(props: {
  set: string;
  flips: DecisionFlip[];
  prefix?: string;
}) {
  const { set, flips, prefix } = props;
  const columns: Column<{ flip: DecisionFlip; index: number }>[] = [
    {
      id: 'request',
      title: 'Request',
      width: '50%',
      render: ({ flip }) => (
        <>
          <RequestSummary request={flip.request as EvaluationRequest} />
          <Box>
            <Link
              component={RouterLink}
              variant="body2"
              to={paths.playground(set, {
                request: flip.request as EvaluationRequest,
              })}
            >
              Open in playground
            </Link>
          </Box>
        </>
      ),
    },
    {
      id: 'caller',
      title: 'Caller',
      breakAnywhere: true,
      render: ({ flip }) =>
        flip.caller ? <CallerLabel caller={flip.caller} /> : '–',
    },
    {
      id: 'before',
      title: 'Now',
      render: ({ flip }) => (
        <Outcome decision={flip.before} policies={flip.policiesBefore} />
      ),
    },
    {
      id: 'after',
      title: 'Proposed',
      render: ({ flip }) => (
        <Outcome decision={flip.after} policies={flip.policiesAfter} />
      ),
    },
  ];
  return (
    <DataTable
      plain
      label="Decisions that flip"
      prefix={prefix ?? 'flip.'}
      columns={columns}
      rows={flips.map((flip, index) => ({ flip, index }))}
      rowKey={({ index }) => String(index)}
    />
  );
}

function Outcome(props: { decision: boolean; policies: string[] }) {
  return (
    <>
      <DecisionChip outcome={outcomeOf(props.decision)} />
      <Box sx={{ mt: 0.5, fontSize: '0.75rem', fontFamily: 'monospace' }}>
        {props.policies.join(', ')}
      </Box>
    </>
  );
}
