import { InvariantProof } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { ReactNode, useState } from 'react';
import { CountToggle } from './CountToggle';
import {
  INVARIANT_STATES,
  InvariantState,
  sortInvariants,
  STATE_LABELS,
} from './invariantStates';

/** Rows drawn at once; more on demand. */
const STEP = 50;
/** From so many on it can be narrowed. */
const MANY = 9;

/** Invariants with whether they hold, broken ones first. */
export function InvariantList<T extends InvariantProof>(props: {
  label: string;
  proofs: T[];
  keyOf: (proof: T) => string;
  render: (proof: T) => ReactNode;
}) {
  const { label, proofs, keyOf, render } = props;
  const [state, setState] = useState<InvariantState>();
  const [limit, setLimit] = useState(STEP);
  const shown = sortInvariants(proofs).filter(
    proof => !state || proof.state === state,
  );
  return (
    <Stack spacing={1}>
      {proofs.length >= MANY && (
        <Box sx={{ px: 2.5 }}>
          <CountToggle
            label={`Show of ${label}`}
            total={proofs.length}
            sorts={INVARIANT_STATES.map(sort => ({
              sort,
              label: STATE_LABELS[sort],
              count: proofs.filter(proof => proof.state === sort).length,
            }))}
            value={state}
            onChange={setState}
          />
        </Box>
      )}
      <Box
        component="ul"
        aria-label={label}
        sx={{
          listStyle: 'none',
          m: 0,
          p: 0,
          '& > li + li': { borderTop: 1, borderColor: 'divider' },
        }}
      >
        {shown.slice(0, limit).map(proof => (
          <Box component="li" key={keyOf(proof)} sx={{ px: 2.5, py: 1.5 }}>
            {render(proof)}
          </Box>
        ))}
      </Box>
      {shown.length > limit && (
        <Box sx={{ px: 2.5, pb: 1 }}>
          <Button
            size="small"
            onClick={() => setLimit(limit + STEP)}
            sx={{ textTransform: 'none' }}
          >
            Show {Math.min(STEP, shown.length - limit)} more of{' '}
            {shown.length.toLocaleString('en')}
          </Button>
        </Box>
      )}
    </Stack>
  );
}
