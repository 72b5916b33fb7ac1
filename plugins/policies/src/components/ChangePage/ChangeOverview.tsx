import {
  ChangeDetail,
  ChangePush,
  shortRevision,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ChangeStateOfPage } from '../../hooks/useChange';
import { Identifier } from '../Identifier';
import { RelativeTime } from '../RelativeTime';
import { Section } from '../Section';
import { Approvals } from './Approvals';
import { ChangeChecks } from './ChangeChecks';
import { Conversation } from './Conversation';
import { MeaningSection } from './MeaningSection';
import { ProofSummary } from './ProofSummary';
import { VisibleText } from '../VisibleText';

/** What a change does, what its checks say, who approved, what was said. */
export function ChangeOverview(props: {
  change: ChangeDetail;
  state: ChangeStateOfPage;
}) {
  const { change, state } = props;
  return (
    <>
      <Standing change={change} />
      <Box
        sx={{
          display: 'grid',
          gap: 3,
          alignItems: 'start',
          gridTemplateColumns: {
            xs: 'minmax(0, 1fr)',
            lg: 'minmax(0, 3fr) minmax(0, 2fr)',
          },
        }}
      >
        <Stack spacing={3}>
          {change.description && (
            <Section title="Why" padded>
              <Typography
                variant="body2"
                sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
              >
                <VisibleText text={change.description} />
              </Typography>
            </Section>
          )}
          <ProofSummary change={change} />
          <MeaningSection change={change} />
          <Conversation change={change} state={state} />
        </Stack>
        <Stack spacing={3}>
          <ChangeChecks change={change} state={state} />
          <Approvals change={change} />
          <Section title="Revisions" padded>
            <Stack spacing={0.5}>
              {change.base && (
                <Typography variant="body2" component="div">
                  Base{' '}
                  <Identifier
                    value={change.base}
                    short={shortRevision(change.base)}
                    what="base revision"
                  />
                </Typography>
              )}
              {change.pushes.map((push, index) => (
                <Typography key={push.number} variant="body2" component="div">
                  Push {push.number}{' '}
                  <Identifier
                    value={push.revision}
                    short={shortRevision(push.revision)}
                    what={`revision of push ${push.number}`}
                  />{' '}
                  <Typography
                    component="span"
                    variant="body2"
                    color="text.secondary"
                  >
                    <RelativeTime time={push.createdAt} />, written by{' '}
                    {push.authors.map(nameOf).join(', ')}
                    {whatIsNew(change.pushes, index)}
                  </Typography>
                </Typography>
              ))}
            </Stack>
          </Section>
        </Stack>
      </Box>
    </>
  );
}

/** What a push brought, where it is not other files. */
function whatIsNew(pushes: ChangePush[], index: number): string {
  const [before, push] = [pushes[index - 1], pushes[index]];
  if (before?.revision !== push.revision) {
    return '';
  }
  return before.base === push.base
    ? ', another title or description'
    : `, the same files on base ${shortRevision(push.base ?? 'none')}`;
}

/** Where it stands: what is missing, or how it ended. */
function Standing(props: { change: ChangeDetail }) {
  const { change } = props;
  if (change.state === 'published' || change.state === 'rolled-back') {
    return (
      <Alert severity={change.state === 'published' ? 'success' : 'warning'}>
        {change.state === 'published'
          ? 'Its revision became the active one '
          : 'It was rolled back after it was published '}
        {change.publishedAt && <RelativeTime time={change.publishedAt} />}.
      </Alert>
    );
  }
  if (!change.blocks.length) {
    return (
      <Alert severity="success">
        Nothing stands in its way: it can be published.
      </Alert>
    );
  }
  return (
    <Alert severity="info">
      <AlertTitle>Before it can be published</AlertTitle>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {change.blocks.map(({ message, help }) => (
          <li key={message}>
            {message} {help}
          </li>
        ))}
      </Box>
    </Alert>
  );
}

/** Name of a person; a source is shown as it is. */
function nameOf(author: string): string {
  return author.replace(/^user:[^/]*\//, '');
}
