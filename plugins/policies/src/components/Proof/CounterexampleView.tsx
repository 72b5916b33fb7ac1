import { Counterexample } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';
import { DecisionChip, outcomeOf } from '../DecisionChip';
import { shortenId } from '../Identifier';
import { shortenText } from '../LongText';
import { RequestSummary } from '../RequestSummary';
import { VisibleText } from '../VisibleText';
import { attributesOf } from './attributesOf';

/** Attributes shown before somebody asks for the rest. */
const FIRST = 8;

/** A request that shows that something does not hold, as the engine decided it. */
export function CounterexampleView(props: {
  example: Counterexample;
  /** What may be done with it. */
  actions?: ReactNode;
}) {
  const { example, actions } = props;
  const { request, before, after, policies, entities } = example;
  const attributes = attributesOf(request);
  return (
    <Stack spacing={0.75} sx={{ minWidth: 0 }}>
      <RequestSummary request={request} />
      <AttributeList attributes={attributes.slice(0, FIRST)} />
      {attributes.length > FIRST && (
        <Box component="details">
          <Typography component="summary" variant="body2">
            {attributes.length - FIRST} more attributes
          </Typography>
          <AttributeList attributes={attributes.slice(FIRST)} />
        </Box>
      )}
      <Stack
        direction="row"
        alignItems="center"
        flexWrap="wrap"
        useFlexGap
        spacing={0.75}
      >
        {before !== undefined && (
          <>
            <DecisionChip outcome={outcomeOf(before)} />
            <span role="img" aria-label="becomes">
              →
            </span>
          </>
        )}
        <DecisionChip outcome={outcomeOf(after)} />
        {policies.length > 0 && (
          <Typography
            variant="body2"
            color="text.secondary"
            sx={{ overflowWrap: 'anywhere' }}
          >
            by{' '}
            <code>
              <VisibleText text={policies.map(shortenId).join(', ')} />
            </code>
          </Typography>
        )}
      </Stack>
      {entities && (
        <Typography variant="body2" color="text.secondary">
          It takes entities that are not stored; they come along into the
          playground as <code>{entities.path}</code>.
        </Typography>
      )}
      {actions}
    </Stack>
  );
}

function AttributeList(props: {
  attributes: Array<{ path: string; value: string }>;
}) {
  const { attributes } = props;
  return attributes.length ? (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'max-content minmax(0, 1fr)',
        columnGap: 2,
        rowGap: 0.25,
        fontFamily: 'monospace',
        fontSize: '0.8125rem',
      }}
    >
      {attributes.map(({ path, value }) => (
        <Box key={path} sx={{ display: 'contents' }}>
          <Box
            component="dt"
            sx={{
              color: 'text.secondary',
              maxWidth: 240,
              overflowWrap: 'anywhere',
            }}
          >
            <VisibleText text={shortenId(path)} />
          </Box>
          <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            <VisibleText text={shortenText(value)} />
          </Box>
        </Box>
      ))}
    </Box>
  ) : null;
}
