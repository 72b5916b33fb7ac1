import { InvariantProof } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import { ReactNode, useState } from 'react';
import { CountToggle } from './CountToggle';
import {
  INVARIANT_STATES,
  InvariantState,
  sortInvariants,
  STATE_LABELS,
} from './invariantStates';
import { RowList } from './RowList';

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
      <RowList label={label} items={shown} keyOf={keyOf} render={render} />
    </Stack>
  );
}
