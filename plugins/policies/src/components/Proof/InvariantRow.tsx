import { InvariantProof } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { LongText } from '../LongText';
import { RegulationChips } from '../RegulationChips';
import { VisibleText } from '../VisibleText';
import {
  CounterexampleActions,
  CounterexampleTarget,
} from './CounterexampleActions';
import { CounterexampleView } from './CounterexampleView';
import { InvariantStateChip } from './InvariantStateChip';
import { KIND_LABELS } from './invariantStates';

/** One invariant: whether it holds, what it says, and the request that breaks it. */
export function InvariantRow(props: {
  proof: InvariantProof;
  /** Set that it belongs to, where the page is about more than one. */
  set?: { name: string; title: string };
  /** What a click on its file does; by default nothing leads there. */
  file?: ReactNode;
  target?: CounterexampleTarget;
}) {
  const { proof, set, file, target } = props;
  const { invariant, state, sentence, because, counterexample } = proof;
  return (
    <Stack spacing={0.75}>
      <Stack
        direction="row"
        alignItems="center"
        flexWrap="wrap"
        useFlexGap
        spacing={1}
      >
        <InvariantStateChip state={state} />
        <Typography
          variant="body2"
          component="h4"
          fontWeight={600}
          sx={{
            m: 0,
            flex: '1 1 240px',
            minWidth: 0,
            overflowWrap: 'anywhere',
          }}
        >
          <Box component="span" sx={{ fontWeight: 400 }}>
            {KIND_LABELS[invariant.kind]}:
          </Box>{' '}
          <VisibleText text={invariant.title} />
        </Typography>
        <RegulationChips regulations={invariant.regulations} />
      </Stack>
      <Typography
        variant="body2"
        color="text.secondary"
        sx={{ overflowWrap: 'anywhere' }}
      >
        <LongText text={sentence} />
        {because && !sentence.includes(because) && (
          <>
            {' '}
            <LongText text={because} />
          </>
        )}
      </Typography>
      {counterexample && (
        <Box sx={{ pl: 2, borderLeft: 2, borderColor: 'divider' }}>
          <CounterexampleView
            example={counterexample}
            actions={
              target && (
                <CounterexampleActions
                  example={counterexample}
                  // It says what should be, so that it fails until the invariant holds.
                  expected={!counterexample.after}
                  title={invariant.title}
                  target={target}
                />
              )
            }
          />
        </Box>
      )}
      <Stack direction="row" flexWrap="wrap" useFlexGap spacing={2}>
        {set && (
          <Link component={RouterLink} variant="body2" to={paths.set(set.name)}>
            {set.title}
          </Link>
        )}
        {invariant.policies.length > 0 && (
          <Typography variant="body2" color="text.secondary">
            Kept by{' '}
            <code>
              <VisibleText text={invariant.policies.join(', ')} />
            </code>
          </Typography>
        )}
        {file}
      </Stack>
    </Stack>
  );
}
