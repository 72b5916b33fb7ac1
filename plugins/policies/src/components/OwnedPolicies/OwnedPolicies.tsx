import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { getEntityRelations, useEntity } from '@backstage/plugin-catalog-react';
import Stack from '@mui/material/Stack';
import { useMemo } from 'react';
import { usePolicies } from '../../hooks/usePolicies';
import { useSets } from '../../hooks/useSets';
import { OnboardButton } from '../OnboardButton';
import { PolicyTable } from '../PolicyTable';
import { Section } from '../Section';
import { SetTable } from '../SetTable';
import { ErrorMessage, StateMessage } from '../StateMessage';

/** Sets and policies of a domain or of one owner. */
function PoliciesOf(props: { by: 'domain' | 'owner'; entityRef: string }) {
  const { by, entityRef } = props;
  const sets = useSets({ [by]: entityRef });
  const policies = usePolicies({ [by]: entityRef });
  const error = sets.error ?? policies.error;
  if (error) {
    return (
      <ErrorMessage
        error={error}
        what="the policies"
        onRetry={() => {
          sets.retry();
          policies.retry();
        }}
      />
    );
  }
  if (
    !sets.loading &&
    !policies.loading &&
    !sets.items.length &&
    !policies.items.length
  ) {
    return (
      <StateMessage
        kind="empty"
        title={
          by === 'domain'
            ? 'This domain has no policies'
            : `'${parseEntityRef(entityRef).name}' owns no policies`
        }
        action={<OnboardButton />}
      >
        Policies appear here when a policy-set.yaml names this {by}.
      </StateMessage>
    );
  }
  return (
    <>
      <Section title="Policy sets">
        <SetTable
          plain
          prefix="sets."
          hide={[by]}
          sets={sets.items}
          loading={sets.loading}
        />
      </Section>
      <Section title="Policies">
        <PolicyTable
          plain
          hide={[by]}
          policies={policies.items}
          loading={policies.loading}
        />
      </Section>
    </>
  );
}

/** Tab of a domain. */
export function DomainPolicies() {
  const { entity } = useEntity();
  return (
    <Stack spacing={3}>
      <PoliciesOf by="domain" entityRef={stringifyEntityRef(entity)} />
    </Stack>
  );
}

/** Tab of a group, and of a person: what their groups own. */
export function OwnerPolicies() {
  const { entity } = useEntity();
  const owners = useMemo(() => {
    const groups = getEntityRelations(entity, RELATION_MEMBER_OF);
    return entity.kind === 'User' && groups.length
      ? groups.map(group => stringifyEntityRef(group))
      : [stringifyEntityRef(entity)];
  }, [entity]);
  return (
    <Stack spacing={3}>
      {owners.map(owner => (
        <PoliciesOf key={owner} by="owner" entityRef={owner} />
      ))}
    </Stack>
  );
}
