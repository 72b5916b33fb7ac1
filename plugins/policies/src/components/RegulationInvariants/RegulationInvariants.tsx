import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useInvariants } from '../../hooks/useInvariants';
import {
  InvariantList,
  InvariantRow,
  PlaceLink,
  summarizeInvariants,
} from '../Proof';
import { Section } from '../Section';
import { ErrorMessage, isNotFoundError, StateMessage } from '../StateMessage';

/** Invariants under a regulation and its parts, whichever set they belong to. */
export function RegulationInvariants(props: { regulation: string }) {
  const { regulation } = props;
  const { value, loading, error, retry } = useInvariants({ regulation });
  if (error && isNotFoundError(error)) {
    // This portal asks for no invariants.
    return null;
  }
  return (
    <Section
      title={`Invariants under ${regulation}`}
      hint={
        value?.length
          ? `${summarizeInvariants(value)}, in ${setsOf(value)}.`
          : undefined
      }
    >
      {loading && !value && (
        <Box sx={{ px: 2.5, pb: 2 }} role="status" aria-busy="true">
          <Skeleton width="60%" />
          <Skeleton width="45%" />
        </Box>
      )}
      {error && (
        <ErrorMessage
          error={error}
          what="the invariants"
          onRetry={retry}
          dense
        />
      )}
      {value && value.length > 0 && (
        <Box sx={{ pb: 1 }}>
          <InvariantList
            label={`Invariants under ${regulation}`}
            proofs={value}
            keyOf={({ set, invariant }) => `${set}/${invariant.name}`}
            render={item => (
              <InvariantRow
                proof={item}
                set={{ name: item.set, title: item.setTitle }}
                file={
                  <PlaceLink
                    set={item.set}
                    file={item.invariant.file}
                    range={item.invariant.range}
                  />
                }
              />
            )}
          />
        </Box>
      )}
      {value?.length === 0 && (
        <StateMessage kind="empty" title="No invariants" dense>
          No set that you may see has a statement for {regulation} that every
          revision must keep.
        </StateMessage>
      )}
    </Section>
  );
}

function setsOf(items: Array<{ set: string }>): string {
  const count = new Set(items.map(({ set }) => set)).size;
  return count === 1
    ? 'one policy set'
    : `${count.toLocaleString('en')} policy sets`;
}
