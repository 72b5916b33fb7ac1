import {
  isWithinRegulation,
  PolicyDetail,
  SetInvariant,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useMemo } from 'react';
import { useCounterexamples } from '../../hooks/useCounterexamples';
import { useInvariants } from '../../hooks/useInvariants';
import { InvariantList, InvariantRow, PlaceLink } from '../Proof';
import { Section } from '../Section';

/** Invariants that a policy keeps, or that serve a regulation it serves, too. */
export function PolicyInvariants(props: { policy: PolicyDetail }) {
  const { policy } = props;
  const { value, loading } = useInvariants({ set: policy.set });
  const target = useCounterexamples(policy.set);
  const [named, related] = useMemo(
    () => [
      (value ?? []).filter(item => isNamed(item, policy)),
      (value ?? []).filter(
        item => !isNamed(item, policy) && sharesRegulation(item, policy),
      ),
    ],
    [value, policy],
  );
  if (!loading && !named.length && !related.length) {
    return null;
  }
  const list = (label: string, proofs: SetInvariant[]) => (
    <InvariantList
      label={label}
      proofs={proofs}
      keyOf={({ invariant }) => invariant.name}
      render={item => (
        <InvariantRow
          proof={item}
          target={target}
          file={
            <PlaceLink
              set={policy.set}
              file={item.invariant.file}
              range={item.invariant.range}
            />
          }
        />
      )}
    />
  );
  return (
    <>
      {loading && !value && <Skeleton variant="rounded" height={120} />}
      {named.length > 0 && (
        <Section
          title="Invariants it keeps"
          hint="What holds for every request, of which this policy is a reason."
        >
          <Box sx={{ pb: 1 }}>{list('Invariants it keeps', named)}</Box>
        </Section>
      )}
      {related.length > 0 && (
        <Section
          title="Invariants under the same regulations"
          hint="What holds for every request to the set; they do not name this policy."
        >
          <Box sx={{ pb: 1 }}>
            {list('Invariants under the same regulations', related)}
          </Box>
        </Section>
      )}
    </>
  );
}

function isNamed({ invariant }: SetInvariant, { name }: PolicyDetail): boolean {
  return invariant.policies.includes(name);
}

function sharesRegulation(
  { invariant }: SetInvariant,
  { regulations }: PolicyDetail,
): boolean {
  return invariant.regulations.some(one =>
    regulations.some(
      other => isWithinRegulation(one, other) || isWithinRegulation(other, one),
    ),
  );
}
